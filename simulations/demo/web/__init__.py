"""The demonstration's landing page: every till and the hub, and a switch for every branch."""
