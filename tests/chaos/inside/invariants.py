"""What must hold once a host has come to rest, whatever died before. Each check returns texts; none means all is well."""

import time

from shell import containers, main_pid, sh, units

PASSING = ("activating", "deactivating")


def at_rest(services):
    """Nothing is under way; what a service that never comes up does between two starts does not count."""
    if sh("systemctl list-jobs --no-legend | grep -v -e ' waiting' | grep -q .")[0] == 0:
        return "jobs: " + sh("systemctl list-jobs --no-legend")[1]
    state = sh("busctl get-property org.berth1 /org/berth1 org.berth1.Manager EngineState", 10)[1]
    if state != 's "up"':
        return f"berthd says of the engine: {state}"
    if containers() is None:
        return "the engine does not answer"
    for name, unit in units(one.name for one in services).items():
        if unit["ActiveState"] in PASSING and unit["SubState"] != "auto-restart":
            return f"{name} is {unit['ActiveState']} ({unit['SubState']})"
    return ""


def wait_for_rest(services, limit=60):
    """What still goes on after the limit, or nothing. At rest means: three times in a row."""
    until, quiet, why = time.time() + limit, 0, ""
    while quiet < 3:
        why = at_rest(services)
        quiet = 0 if why else quiet + 1
        if why and time.time() > until:
            return [f"not at rest within {limit} s: {why}"]
        time.sleep(0.2)
    return []


def check_containers(services):
    rows, known = containers(), units(one.name for one in services)
    if rows is None:
        return ["the engine does not answer"]
    wrong = []
    for one in services:
        own = [(name, state) for name, state, label, _ in rows if label == one.name]
        active = known[one.name]["ActiveState"]
        if active == "active" and own != [(one.name, "running")]:
            wrong.append(f"{one.name} is active, and its containers are {own}")
        if active in ("inactive", "failed") and own:
            wrong.append(f"{one.name} is {active}, and has containers {own}")
        if active in PASSING and len(own) > 1:
            wrong.append(f"{one.name} is {active}, and has containers {own}")
    names = {one.name for one in services}
    wrong += [f"nobody knows the container {row[0]} ({row[1]})" for row in rows if row[2] not in names]
    return wrong


def check_list(services):
    """berthctl and systemctl say the same."""
    _, text = sh("berthctl list --json | jq -r '.[] | .Id + \" \" + .ActiveState'", 20)
    told = dict(line.split(" ", 1) for line in text.splitlines() if " " in line)
    told = {name.removesuffix(".service"): state for name, state in told.items()}
    # A holder that was killed is a failure for systemd alone.
    wrong, same = [], {"failed": "inactive"}
    for name, unit in units(one.name for one in services).items():
        if same.get(told.get(name), told.get(name)) != same.get(unit["ActiveState"], unit["ActiveState"]):
            wrong.append(f"{name} is {told.get(name, 'unknown')} for berthctl, and {unit['ActiveState']} for systemctl")
    return wrong


def check_state_files():
    _, text = sh("for file in /var/lib/berth/*.json; do test -s $file && jq empty $file || echo $file; done")
    return [f"unreadable state: {line}" for line in text.splitlines()]


class Daemon:
    """berthd ends only when it is killed. (systemd counts a restart twice when a daemon-reload comes between.)"""

    def __init__(self):
        self._told = set()

    def check(self):
        ends = "journalctl --sync; journalctl --unit berth -o short-precise --no-pager | grep -e 'Main process exited' -e 'Watchdog timeout'"
        unasked = [line for line in sh(ends)[1].splitlines() if "status=9/KILL" not in line and line not in self._told]
        self._told |= set(unasked)
        return [f"berthd ended by itself: {line}" for line in unasked] or ([] if main_pid("berth") else ["berthd is not there"])


def check_all(services, daemon):
    """Only what stays wrong counts: between two questions of one check, a service may go on."""
    deaths, lasting = daemon.check(), None
    for _ in range(8):
        wrong = check_containers(services) + check_list(services) + check_state_files()
        lasting = wrong if lasting is None else [text for text in lasting if text in wrong]
        if not lasting:
            break
        time.sleep(1)
    return deaths + lasting
