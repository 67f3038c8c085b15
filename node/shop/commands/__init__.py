"""What is asked of the shop's verbs, one file a subject."""
