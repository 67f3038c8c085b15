"""Who belongs to a company: certificates, revocations, and the gate that asks for both."""
