"""
Real shops' data, to play through the tills and to check them against.

`baskets` and `products` read files, `expected` adds the same files up independently, and `data/`
holds one week of supermarket sales (see its README.md for source, licence and traps).
"""
