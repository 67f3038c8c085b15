"""The durable event log: records, seals, segments, stores and the log's own rules."""
