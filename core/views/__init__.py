"""Projections: folds of events, updated in the transaction that writes the events."""
