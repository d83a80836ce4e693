"""The throwaway host that figures are taken on, with Berth and an image named bench. Gone at the end of `with booted(…)`."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAUNCHER = HERE.parent / "host"

PREPARE = r"""
set -e
cp /bin/busybox /run/busybox
tar -C /run -cf - busybox | docker import --change \
  'CMD ["/busybox", "sh", "-c", "trap \"exit 0\" TERM; /busybox sleep 100000 & wait"]' - bench >/dev/null
mkdir -p /etc/berth/services
systemctl start berth
"""


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Host:
    def __init__(self, name):
        self._enter = [LAUNCHER, "sh", name]

    def run(self, commands, *arguments, limit=300):
        """The words of each line that shell commands print in the host."""
        shell = [*self._enter, "timeout", str(limit), "bash", "-s", *arguments]
        done = subprocess.run(shell, input=commands, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"bench: the host failed with {done.returncode}")
        return [line.split() for line in done.stdout.splitlines()]

    def run_script(self, name, *arguments, limit=300):
        """The same for a script beside this file."""
        return self.run((HERE / name).read_text(), *arguments, limit=limit)

    def put(self, file, path):
        """Copies a file of the machine into the host."""
        with open(file) as text:
            subprocess.run([*self._enter, "tee", path], stdin=text, stdout=subprocess.DEVNULL, check=True)


@contextlib.contextmanager
def booted(suite, tree):
    name = f"bench-{os.getpid()}"
    # --for: should this run be killed, the next call of scripts/host removes its host.
    boot = [LAUNCHER, "boot", name, "--suite", suite, "--with", tree, "--for", str(os.getpid())]
    subprocess.run(boot, check=True)
    try:
        host = Host(name)
        host.run(PREPARE)
        yield host
    finally:
        subprocess.run([LAUNCHER, "stop", name], stdout=subprocess.DEVNULL)
