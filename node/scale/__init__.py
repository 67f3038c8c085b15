"""Scales: what they say, and the line on which they are asked."""
