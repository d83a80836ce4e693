"""What dies: kill -9 of a main process, at a moment that the seed chose."""

import os
import signal
import time

from shell import main_pid, sh

ENGINE = ("docker", "containerd")


class Kill:
    """`what` is berth, holder, docker, containerd or registry; `service` is whose holder."""

    def __init__(self, what, service=None):
        self.what, self.service = what, service
        self.begun = self.pid = None

    def strike(self):
        unit = {"holder": self.service and self.service.name, "registry": "docker-registry"}.get(self.what, self.what)
        self.pid = main_pid(unit)
        self.begun = time.time()
        if self.pid:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                self.pid = 0
        if self.what == "registry":
            sh("systemctl start --no-block docker-registry")  # nothing else would bring it back
        return self

    def __str__(self):
        whom = f"the holder of {self.service.name}" if self.service else self.what
        return f"KILL {whom} ({self.pid or 'there was none'})"


def end_hang_of_engine(patience=30):
    """What an operator would do: Docker 20.10 can wait for ever, in its start, for the end of a container that it has
    missed while containerd was away, too. Nothing if it does not."""
    until = time.time() + patience
    while main_pid("docker") and sh("systemctl is-active docker")[1] == "activating":
        if time.time() > until:
            return [Kill("docker").strike()]
        time.sleep(0.5)
    return []


def choose_theme(random, with_engine):
    """What may die in a round: in some only what must not touch any container."""
    themes = [("berth", "berth", "registry"), ("berth", "berth", "holder", "registry")]
    if with_engine:
        themes += [("berth", "holder", *ENGINE), ("berth", "docker")]
    return random.choice(themes)


def choose(random, theme, services):
    what = random.choice(theme)
    return Kill(what, random.choice(services) if what == "holder" else None)
