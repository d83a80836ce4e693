"""The logs of all services against what their containers counted."""

import time

from kills import ENGINE
from runs import LogReader, begun
from services import COUNTS

# How long after it an engine that was killed excuses a run that began meanwhile.
AFTERMATH = 15
# How long a line may be on its way into the file.
PATIENCE = 5


class Logs:
    def __init__(self, services):
        self._services = services
        self._readers = {one.name: LogReader(one, COUNTS) for one in services}
        self._disturbances = []  # (when, service or None for all)
        self.lines = 0

    def end_round(self, round_):
        """What may cost lines: an engine that dies, or that starts or removes a container behind Berth's back."""
        self._disturbances += [(kill.begun, None) for kill in round_.kills if kill.what in ENGINE]
        behind = ("docker-rm", "docker-restart")
        self._disturbances += [(op.begun, op.service) for op in round_.operations if op.kind in behind]

    def check(self):
        """Lines may be under way: what is wrong must stay so."""
        open_ones = {one: self._readers[one.name].counts() for one in self._services}
        faults, until = {}, time.time() + PATIENCE
        while True:
            faults = {one: self._judge(one, counts) for one, counts in open_ones.items()}
            open_ones = {one: counts for one, counts in open_ones.items() if faults[one]}
            if not open_ones or time.time() > until:
                break
            time.sleep(0.5)
        self.lines = sum(run.last for reader in self._readers.values() for run in reader.runs.values())
        return [f"{one.name}: {fault}" for one in open_ones for fault in faults[one]]

    def _judge(self, service, counts):
        reader = self._readers[service.name]
        reader.read()
        faults, newest = [], next(reversed(counts), None)
        for name, count in counts.items():
            if name not in reader.checked:
                wrong = reader.judge(name, count, name != newest, self._is_excused(service, name))
                faults += wrong
                if name != newest and not wrong:
                    reader.checked.add(name)
        return faults

    def _is_excused(self, service, run):
        of_run = begun(run) - AFTERMATH
        return any(when > of_run and whose in (None, service) for when, whose in self._disturbances)
