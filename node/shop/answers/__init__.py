"""What the shop's verbs answer, one file a subject."""
