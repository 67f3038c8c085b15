"""The shop's aggregates and the events they decide."""
