#!/usr/bin/env python3
"""usage: drive.py SEED KILLS SERVICES LIVE-RESTORE ENGINE-KILLS LOGS. The part of a chaos run that goes on inside the host."""

import random
import sys
import time

import evidence
import invariants
import kills
import operations
from logs import Logs
from prepare import prepare
from services import make_services
from wishes import Wishes

KILLS_A_ROUND = 5
SHOWN = 10
EVIDENCE = "/run/chaos/evidence"


class Round:
    def __init__(self):
        self.operations, self.kills = [], []

    def story(self):
        events = sorted(self.operations + self.kills, key=lambda event: event.begun)
        return "\n".join(f"  {clock(event.begun)}  {event}" for event in events)


def clock(when):
    return time.strftime("%H:%M:%S", time.localtime(when)) + f".{int(when % 1 * 1000):03}"


def say(text):
    print(f"chaos: {text}", flush=True)


def strike(chance, round_, count, services, with_engine):
    """Operations, each kill up to half a second after one began, and some without."""
    theme = kills.choose_theme(chance, with_engine)
    for one in services:
        if chance.random() < 0.25:
            round_.operations.append(operations.make("start", one, chance).begin())
    for _ in range(count):
        for _ in range(chance.choice((1, 1, 2, 3))):
            round_.operations.append(operations.choose(chance, services).begin())
        kill = kills.choose(chance, theme, services)
        time.sleep(chance.uniform(0, 0.5))
        round_.kills.append(kill.strike())
        time.sleep(chance.uniform(0, 1.2))


class Driver:
    def __init__(self, services, live_restore, with_logs):
        self._services, self._live_restore, self._with_logs = services, live_restore, with_logs
        self._wishes, self._logs, self._daemon = Wishes(services), Logs(services), invariants.Daemon()
        self.stories = []

    def one_round(self, number, chance, count, with_engine):
        """What was broken in it."""
        round_ = Round()
        self._wishes.begin_round()
        strike(chance, round_, count, self._services, with_engine)
        if with_engine:
            round_.kills += kills.end_hang_of_engine()
        until = time.time() + 100
        broken = [f"never ends: {op}" for op in round_.operations if not op.wait(until)]
        broken += invariants.wait_for_rest(self._services)
        self._wishes.end_round(number, round_)
        self._logs.end_round(round_)
        broken += invariants.check_all(self._services, self._daemon)
        broken += self._wishes.check(number, round_, self._live_restore)
        if self._with_logs:
            broken += self._logs.check()
        self.stories.append(f"round {number}\n{round_.story()}")
        return broken

    @property
    def lines(self):
        return self._logs.lines


def main():
    seed, total, count = (int(word) for word in sys.argv[1:4])
    live_restore, with_engine, with_logs = (word == "yes" for word in sys.argv[4:7])
    services, chance = make_services(count), random.Random(seed)
    prepare(services, live_restore)
    driver, done, number, begun = Driver(services, live_restore, with_logs), 0, 0, time.time()
    while done < total:
        number += 1
        now = min(KILLS_A_ROUND, total - done)
        round_begun = time.time()
        broken = driver.one_round(number, chance, now, with_engine)
        done += now
        say(f"{done} of {total} kills, {driver.lines} lines, round {number} took {time.time() - round_begun:.0f} s")
        if broken:
            for text in broken[:SHOWN]:
                say(f"BROKEN: {text}")
            if len(broken) > SHOWN:
                say(f"BROKEN: and {len(broken) - SHOWN} more, in broken.txt")
            print("\n".join(evidence.of_round(services, broken, round_begun)), flush=True)
            evidence.gather(EVIDENCE, {"broken.txt": "\n".join(broken) + "\n", "story.txt": "\n".join(driver.stories) + "\n"})
            print(driver.stories[-1], flush=True)
            return 1
    say(f"all held: {done} kills, {driver.lines} lines, {time.time() - begun:.0f} s")
    return 0


sys.exit(main())
