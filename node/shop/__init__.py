"""The verbs of the cashier, the stockroom and the manager, one file a subject."""
