"""What people wanted of a service, and whether they have it: what was stopped stays so, what was started comes back, and
what nobody touched runs on in the same process."""

import time

from shell import container_pids, units

# Rounds for which a moved tag may still restart its service: berthd asks for it from time to time.
FIX_ROUNDS = 3


class Wishes:
    def __init__(self, services):
        self._services = services
        self._wanted = {one.name: "active" if one.lasts else None for one in services}
        self._published = {}
        self._before = {}

    def begin_round(self):
        self._before = container_pids()

    def end_round(self, number, round_):
        for one in self._services:
            mine = sorted((op for op in round_.operations if op.service is one), key=lambda op: op.begun)
            self._remember(one, mine)
            if any(op.kind.startswith(("publish", "upgrade", "rollback", "unquarantine")) for op in mine):
                self._published[one.name] = number

    def _remember(self, service, operations):
        """A wish counts if nothing else went on for the service meanwhile."""
        for i, op in enumerate(operations):
            if op.kind in ("start", "stop", "restart", "ctl-restart"):
                alone = all(other is op or (other.ended or 1e12) < op.begun or other.begun > (op.ended or 1e12)
                            for other in operations)  # fmt: skip
                wish = "inactive" if op.kind == "stop" else "active"
                held = op.state_after in ("active", "inactive") if op.ended else False
                self._wanted[service.name] = wish if alone and op.status == 0 and held else None
            elif op.kind.startswith(("kill", "rollback", "publish", "upgrade")):
                # They may start it, or leave it without an image that works.
                self._wanted[service.name] = None
        if service.bad_descriptor and self._wanted[service.name] == "active":
            self._wanted[service.name] = None

    def check(self, number, round_, live_restore):
        wrong, known, now = [], units(one.name for one in self._services), container_pids()
        for one in self._services:
            active = known[one.name]["ActiveState"]
            wanted = self._wanted[one.name]
            if wanted == "inactive" and active not in ("inactive", "failed"):
                wrong.append(f"{one.name} was stopped, and is {active}")
            if wanted == "active" and one.comes_back and not self._becomes_active(one, active):
                wrong.append(f"{one.name} was started, has Restart=always, and is {active}")
            before = self._before.get(one.name)
            if before and now.get(one.name) != before and self._is_untouched(one, number, round_, live_restore):
                wrong.append(f"nobody touched {one.name}, and its process was {before} and is {now.get(one.name)}")
        return wrong

    def _becomes_active(self, service, active):
        for _ in range(20):
            if active == "active":
                return True
            time.sleep(0.5)
            active = units([service.name])[service.name]["ActiveState"]
        return False

    def _is_untouched(self, service, number, round_, live_restore):
        if not service.lasts or number - self._published.get(service.name, -FIX_ROUNDS - 1) <= FIX_ROUNDS:
            return False
        operated = any(op.service is service and op.kind not in ("start", "change", "spoil", "pull")
                       for op in round_.operations)  # fmt: skip
        deadly = ("containerd",) if live_restore else ("docker", "containerd")
        return not operated and not any(kill.service is service or kill.what in deadly for kill in round_.kills)
