"""Proofs about logs that need no trust in whoever keeps them."""
