"""A node and its company: founding, inviting, joining, revoking, and who may connect."""
