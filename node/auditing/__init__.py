"""Auditing other people's logs: opened for reading only, judged on all cores, told in one verdict.

Nothing here opens a node: no key is read, no epoch begun, no byte of what is audited changed.
"""
