"""The demonstration: real processes, real baskets, a real cut, and an independent verdict."""
