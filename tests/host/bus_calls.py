#!/usr/bin/env python3
"""usage: bus_calls.py running SINCE SERVICE… | bus_calls.py many COUNT SERVICE…

Many calls to Berth over one connection to the system bus, as fast as they are answered: busctl would be a process for each.

  running  asks until each service is running and its container's PID is known. Prints in the first line the ms since SINCE
           (CLOCK_MONOTONIC, µs), and then each service with that PID.
  many     makes so many calls for all properties of the services by turns and, one in a hundred, for the list of all.
           Prints how many were answered, how many of these with an error, and the ms of all.

Services have names that need no escaping in object paths.
"""

import socket
import struct
import sys
import time

PROPERTIES, SERVICE, MANAGER = "org.freedesktop.DBus.Properties", "org.berth1.Service", "org.berth1.Manager"
REPLY, ERROR, REPLY_SERIAL = 2, 3, 5
WINDOW = 100  # calls under way at once


def padded(data, to):
    return data + b"\0" * (-len(data) % to)


def text(value):
    return struct.pack("<I", len(value)) + value.encode() + b"\0"


def method_call(serial, to, path, interface, member, *arguments):
    fields = b""
    for code, kind, value in ((1, "o", path), (2, "s", interface), (3, "s", member), (6, "s", to)):
        fields = padded(fields, 8) + bytes([code, 1, ord(kind), 0]) + text(value)
    signature = "s" * len(arguments)
    fields = padded(fields, 8) + bytes([8, 1, ord("g"), 0, len(signature)]) + signature.encode() + b"\0"
    body = b""
    for argument in arguments:
        body = padded(body, 4) + text(argument)
    head = struct.pack("<BBBBIII", ord("l"), 1, 0, 1, len(body), serial, len(fields))
    return padded(head + fields, 8) + body


def reply_serial(fields):
    at = 0
    while at < len(fields):
        code, kind = fields[at], chr(fields[at + 2])
        if code == REPLY_SERIAL:
            return struct.unpack_from("<I", fields, at + 4)[0]
        size = 4 if kind == "u" else fields[at + 4] + 2 if kind == "g" else struct.unpack_from("<I", fields, at + 4)[0] + 5
        at += -(-(4 + size) // 8) * 8
    return 0


class Bus:
    def __init__(self):
        self.stream = socket.socket(socket.AF_UNIX)
        self.stream.connect("/run/dbus/system_bus_socket")
        self.stream.sendall(b"\0AUTH EXTERNAL 30\r\n")  # uid 0, in hexadecimal digits of its decimal ones
        if not self.stream.recv(200).startswith(b"OK"):
            raise SystemExit("bus_calls: the bus wants somebody else")
        self.stream.sendall(b"BEGIN\r\n")
        self.file = self.stream.makefile("rb")
        self.serial = 0
        hello = "org.freedesktop.DBus"
        self.answers([(hello, "/org/freedesktop/DBus", hello, "Hello")])

    def send(self, call):
        self.serial += 1
        self.stream.sendall(method_call(self.serial, *call))

    def receive(self):
        """The next answer: to what, whether it is well, and its body. Signals and the like are passed over."""
        while True:
            _, kind, _, _, size, _, length = struct.unpack("<BBBBIII", self.file.read(16))
            fields = self.file.read(-(-length // 8) * 8)[:length]
            body = self.file.read(size)
            if kind in (REPLY, ERROR):
                return reply_serial(fields), kind == REPLY, body

    def answers(self, calls):
        """What came to each of the calls: whether it is well, and its body."""
        first, sent, known, found = self.serial + 1, 0, 0, [None] * len(calls)
        while known < len(calls):
            while sent < len(calls) and sent - known < WINDOW:
                self.send(calls[sent])
                sent += 1
            serial, good, body = self.receive()
            found[serial - first] = good, body
            known += 1
        return found


def get(service, name):
    return "org.berth1", f"/org/berth1/service/{service}", PROPERTIES, "Get", SERVICE, name


def is_running(answer):
    good, body = answer
    return good and body.endswith(b"\0running\0")


def pid_of(answer):
    good, body = answer
    return struct.unpack("<I", body[-4:])[0] if good else 0


def wait_running(since, services):
    bus = Bus()
    calls = [get(service, name) for service in services for name in ("SubState", "MainPID")]
    while True:
        answers = bus.answers(calls)
        pids = [pid_of(answer) for answer in answers[1::2]]
        if all(map(is_running, answers[::2])) and all(pids):
            break
        time.sleep(0.01)
    print(round(time.monotonic() * 1000 - since / 1000))
    for service, pid in zip(services, pids):
        print(service, pid)


def call_many(count, services):
    bus = Bus()
    every = [("org.berth1", f"/org/berth1/service/{service}", PROPERTIES, "GetAll", SERVICE) for service in services]
    listing = "org.berth1", "/org/berth1", MANAGER, "ListServices"
    calls = [listing if i % 100 == 99 else every[i % len(every)] for i in range(count)]
    begun = time.monotonic()
    answers = bus.answers(calls)
    taken = time.monotonic() - begun
    print(len(answers), sum(not good for good, _ in answers), round(taken * 1000))


if __name__ == "__main__":
    verb, number, *names = sys.argv[1:]
    {"running": wait_running, "many": call_many}[verb](int(number), names)
