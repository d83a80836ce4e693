#!/usr/bin/env python3
"""usage: growth.py FILE BYTES

Watches a file from its first bytes until it has all of them, and prints how many bytes per second that were.
"""

import os
import sys
import time

EVERY, PATIENCE = 0.002, 120


def size_of(path):
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


path, whole = sys.argv[1], int(sys.argv[2])
give_up = time.monotonic() + PATIENCE
first, begun = 0, 0.0
while (size := size_of(path)) < whole:
    now = time.monotonic()
    if now > give_up:
        sys.exit(f"growth: {path} has {size} of {whole} bytes after {PATIENCE} s")
    if first == 0 and size > 0:
        first, begun = size, now
    time.sleep(EVERY)
print(round((size - first) / (time.monotonic() - begun)))
