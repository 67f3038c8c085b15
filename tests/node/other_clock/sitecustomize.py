"""A wrong clock of the day for a whole process and all that it starts.

Python runs this before anything else where this directory is on its path: the system's clock is
then off by as many milliseconds as the environment says, and no program needs to know.
"""

import os
import time

_OFF_NS = int(os.environ.get("TEST_CLOCK_OFF_MS", "0")) * 1_000_000
_right_ns = time.time_ns
time.time_ns = lambda: _right_ns() + _OFF_NS
time.time = lambda: time.time_ns() / 1e9
