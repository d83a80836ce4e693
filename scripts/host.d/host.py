"""A throwaway host (scripts/host) for programs in Python. It is gone at the end of `with booted(…)`, whatever happens."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parents[1] / "host"


class Host:
    def __init__(self, name, who):
        self.enter = [LAUNCHER, "sh", name]
        self._who = who

    def tell(self, text):
        print(f"{self._who}: {text}", file=sys.stderr, flush=True)

    def run(self, commands, *arguments, limit=300):
        """The words of each line that shell commands print in the host."""
        shell = [*self.enter, "timeout", str(limit), "bash", "-s", *arguments]
        done = subprocess.run(shell, input=commands, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{self._who}: the host failed with {done.returncode}")
        return [line.split() for line in done.stdout.splitlines()]

    def put(self, file, path):
        """Copies a file of the machine into the host."""
        with open(file) as text:
            subprocess.run([*self.enter, "tee", path], stdin=text, stdout=subprocess.DEVNULL, check=True)


@contextlib.contextmanager
def booted(who, suite, tree, kind=Host):
    """A host for the program that is called `who`, with the install tree in it."""
    name = f"{who}-{os.getpid()}"
    # --for: should this run be killed, the next call of scripts/host removes its host.
    boot = [LAUNCHER, "boot", name, "--suite", suite, "--with", tree, "--for", str(os.getpid())]
    subprocess.run(boot, check=True)
    try:
        yield kind(name, who)
    finally:
        subprocess.run([LAUNCHER, "stop", name], stdout=subprocess.DEVNULL)
