#!/usr/bin/env python3
"""usage: prober.py PORT

Asks 127.0.0.1:PORT for its page every 5 ms until SIGTERM, then prints the longest time without an answer in µs, and how
many times it asked.
"""

import signal
import socket
import sys
import time

EVERY, PATIENCE = 0.005, 0.25


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as stream:
            stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return stream.recv(12).endswith(b" 200")
    except OSError:
        return False


def stop(*_):
    raise KeyboardInterrupt


def probe(port):
    longest, tries, last = 0.0, 0, time.monotonic()
    due = last
    try:
        while True:
            tries += 1
            good = answers(port)
            now = time.monotonic()
            if good:
                longest, last = max(longest, now - last), now
            due = max(due + EVERY, now)
            time.sleep(max(0, due - now))
    except KeyboardInterrupt:
        return max(longest, time.monotonic() - last), tries


signal.signal(signal.SIGTERM, stop)
gap, tries = probe(int(sys.argv[1]))
print(round(gap * 1e6), tries)
