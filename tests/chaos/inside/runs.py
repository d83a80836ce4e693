"""Reads a service's log file as it grows, and holds every container run in it to what the container says it wrote."""

import os
import re
import struct

LINE = re.compile(rb"LINE (\S+) (\d+) (\d+) \.*$")
START = re.compile(rb"RUN (\S+) (\d+)$")


def begun(run):
    """When a run began, in seconds since 1970: its name says it."""
    return int(run) // 100 / 1000


class Run:
    def __init__(self, name):
        self.name = name
        self.last = 0  # the newest line in the log
        self.faults = []  # that nothing excuses
        self.missing = []  # (from, to) that no gap record tells of
        self.excused = []  # (from, to) that one does
        self.gap_after = False  # a gap record came after its last line

    def line(self, number, gap_before):
        if number <= self.last:
            self.faults.append(f"line {number} after line {self.last}: doubled, or out of order")
        elif number > self.last + 1:
            (self.excused if gap_before else self.missing).append((self.last + 1, number - 1))
        self.last = max(self.last, number)
        self.gap_after = False


class LogReader:
    """Feed it with read(); `runs` has what was found, the newest run last."""

    def __init__(self, service, counts):
        self._service, self._counts = service, f"{counts}/{service.name}"
        self._offset, self._rest, self._gap = 0, b"", False
        self.runs = {}
        self.checked = set()  # the runs that are over and were judged
        self.torn = []

    def read(self):
        try:
            with open(self._service.log, "rb") as file:
                file.seek(self._offset)
                new = file.read()
        except FileNotFoundError:
            return
        self._offset += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            self._take(line)

    def _take(self, line):
        if line.startswith(b"berth: "):
            self._gap = True
            if self.runs:
                next(reversed(self.runs.values())).gap_after = True
        elif found := START.match(line):
            self._run(found[2]).gap_after = False
            self._gap = False
        elif found := LINE.match(line):
            self._run(found[2]).line(int(found[3]), self._gap)
            self._gap = False
        elif line:
            self.torn.append((next(reversed(self.runs), "none"), line[:80].decode(errors="replace")))

    def _run(self, name):
        name = name.decode()
        if name not in self.runs:
            self.runs[name] = Run(name)
        elif name != next(reversed(self.runs)):
            self.runs[name].faults.append("goes on after a later run has begun")
        return self.runs[name]

    def counts(self):
        """{run: how many lines the container has counted}, the oldest run first."""
        found = {}
        for name in sorted(os.listdir(self._counts), key=int):
            with open(f"{self._counts}/{name}", "rb") as file:
                bytes_of = file.read(8)
            found[name] = struct.unpack("<Q", bytes_of)[0] if len(bytes_of) == 8 else 0
        return found

    def judge(self, name, count, is_over, is_excused):
        """What is wrong with a run. `is_excused`: the engine died, so lines may be missing where a gap record says so."""
        run = self.runs.get(name)
        if run is None:
            return [] if count == 0 or is_excused else [f"run {name}: none of its {count} lines is in the log"]
        wrong = [f"run {name}: {fault}" for fault in run.faults]
        holes = run.missing if is_excused else run.missing + run.excused
        wrong += [f"run {name}: lines {first} to {last} are missing" for first, last in holes]
        if run.last < count and not (is_excused and run.gap_after):
            gap = ", and a gap record says so" if run.gap_after else ""
            wrong.append(f"run {name}: the log ends with line {run.last}, and the container counted {count}{gap}")
        if is_over and run.last > count + 1:
            wrong.append(f"run {name}: the log has line {run.last}, and the container counted {count}")
        if not is_excused:
            wrong += [f"run {name}: torn line {text!r}" for of, text in self.torn if of == name]
        return wrong
