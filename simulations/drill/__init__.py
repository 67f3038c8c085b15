"""The drill: a till is cut off on purpose, so that a shop has seen it before it needs it."""
