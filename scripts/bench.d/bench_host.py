"""The throwaway host that figures are taken on, with Berth and an image named bench. Gone at the end of `with booted(…)`."""

import contextlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "host.d"))

import host as throwaway  # noqa: E402

PREPARE = r"""
set -e
cp /bin/busybox /run/busybox
tar -C /run -cf - busybox | docker import --change \
  'CMD ["/busybox", "sh", "-c", "trap \"exit 0\" TERM; /busybox sleep 100000 & wait"]' - bench >/dev/null
mkdir -p /etc/berth/services
systemctl start berth
"""


class BenchHost(throwaway.Host):
    def run_script(self, name, *arguments, limit=300):
        """As run, for a script beside this file."""
        return self.run((HERE / name).read_text(), *arguments, limit=limit)


@contextlib.contextmanager
def booted(suite, tree):
    with throwaway.booted("bench", suite, tree, BenchHost) as host:
        host.run(PREPARE)
        yield host
