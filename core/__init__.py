"""What is true: records, logs, CRDTs, the shop's aggregates, projections and proofs.

This room knows no network and reads no clock; time, dice and disks are passed in.
"""
