"""How fast a container's flood of lines comes into Berth's log file and into the journal, beside docker's own ways."""

import statistics
import subprocess
import tempfile
from pathlib import Path

from bench_host import HERE

ROUNDS, LINES, FEWER = 5, 5_000_000, 1_000_000
# What Berth promises: the share of what a pipe behind an attached `docker run` takes where the engine keeps no copy for
# either, times `docker logs --follow` as both come out of the box, and lines per second that journald takes. And none lost
# or doubled in the file.
PIPE_BAR, FOLLOW_BAR, JOURNAL_BAR = 0.9, 3, 30_000


def measure(host):
    host.tell(f"logs: {ROUNDS} rounds, {LINES:,} and {FEWER:,} lines of 100 bytes")
    with tempfile.TemporaryDirectory() as folder:
        flood = Path(folder) / "flood"
        subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-static", "-o", flood, HERE / "flood.c"], check=True)
        host.put(flood, "/run/flood")
    host.put(HERE / "growth.py", "/run/growth.py")
    rounds = {}
    for what, *numbers in host.run_script("logs.sh", str(ROUNDS), str(LINES), str(FEWER), limit=900):
        rounds.setdefault(what, []).append([int(number) for number in numbers])
    figures = {}
    for what, tries in rounds.items():
        rates, lost, doubled = zip(*tries)
        figures[f"{what}_least"], figures[f"{what}_most"] = min(rates), max(rates)
        figures[f"{what}_median"] = statistics.median(rates)
        figures[f"{what}_lost"], figures[f"{what}_doubled"] = sum(lost), sum(doubled)
    figures["ratio_to_pipe"] = figures["berth_median"] / figures["piped_median"]
    figures["ratio_to_follow"] = figures["default_median"] / figures["followed_median"]
    figures["within_bars"] = (
        figures["ratio_to_pipe"] >= PIPE_BAR
        and figures["ratio_to_follow"] >= FOLLOW_BAR
        and all(figures[f"{what}_{fault}"] == 0 for what in ("berth", "default") for fault in ("lost", "doubled"))
        and figures["journal_median"] >= JOURNAL_BAR
    )
    return figures


def show(figures):
    print(f"logs, {LINES:,} and {FEWER:,} lines of 100 bytes, {ROUNDS} rounds, lines per second:")
    print("                                    least    median      most      lost   doubled")
    for what, words in (
        ("berth", "Berth, EngineLog: none"),
        ("piped", "docker run | cat, driver none"),
        ("default", "Berth, the engine keeps 4M"),
        ("followed", "docker logs --follow"),
        ("journal", "Berth, to the journal alone"),
    ):
        numbers = (figures[f"{what}_{column}"] for column in ("least", "median", "most", "lost", "doubled"))
        print(f"  {words:30}" + "".join(f" {number:9,.0f}" for number in numbers))
    print(f"  Berth / docker run: {figures['ratio_to_pipe']:.2f} (bar: {PIPE_BAR}); Berth / docker logs: "
          f"{figures['ratio_to_follow']:.1f} (bar: {FOLLOW_BAR}); journal's bar: {JOURNAL_BAR:,}")  # fmt: skip
