"""Answers of the shop's verbs, a subject a file."""
