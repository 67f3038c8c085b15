"""A run as one page to look at: pictures drawn from samples, in one file without a network."""
