#!/usr/bin/env python3
"""usage: faulty.py serve | faulty.py set <RULES

A registry that misbehaves as told: a proxy on port 5001 of a test host, before its real registry on port 5000, for pulls
only. `set` makes the rules on standard input hold from now on; `{}` makes the registry well again. tests/host/README.md
has the rules. Each request, and what became of it, is a line of JSON in /run/faulty.log; headers never are, since they
may hold a password.

The hosts have python3-minimal: no http and no json, so this speaks both itself. One request per connection keeps it short.
"""

import ast
import contextlib
import os
import re
import socket
import sys
import threading
import time

HERE, REGISTRY = ("127.0.0.1", 5001), ("127.0.0.1", 5000)
RULES, LOG = "/run/faulty.json", "/run/faulty.log"

# What each rule may say. `of`, `only` and `first` choose the requests that it strikes.
CHOICE = {"of", "only", "first"}
WORDS = {"rate": None, "latency": None, "stall": {"after"} | CHOICE, "cut": {"after"} | CHOICE,
         "status": {"code", "retry_after"} | CHOICE}  # fmt: skip

# The code and the message that a registry puts into its answer; those of 429 are Docker Hub's. Docker understands 401, 403
# and 404 only with a detail, and 429 comes without.
COMPLAINTS = {
    401: ("Unauthorized", "UNAUTHORIZED", "authentication required"),
    403: ("Forbidden", "DENIED", "requested access to the resource is denied"),
    404: ("Not Found", "MANIFEST_UNKNOWN", "manifest unknown"),
    429: ("Too Many Requests", "TOOMANYREQUESTS", "You have reached your pull rate limit."),
    500: ("Internal Server Error", "UNKNOWN", "unknown error"),
    503: ("Service Unavailable", "UNAVAILABLE", "service unavailable"),
}


def parse_rules(text):
    # JSON of numbers, texts, lists and objects is a Python literal, too.
    rules = ast.literal_eval(text.strip() or "{}")
    for name, rule in rules.items():
        if name not in WORDS:
            raise ValueError(f"there is no rule {name}, only {', '.join(WORDS)}")
        wrong = set(rule) - WORDS[name] if WORDS[name] else set()
        if wrong:
            raise ValueError(f"{name} has no {', '.join(wrong)}, only {', '.join(sorted(WORDS[name]))}")
    return rules


class Rules:
    """The rules as the file has them now. When it changes, every `first` counts anew."""

    def __init__(self):
        self._lock, self._seen, self._rules, self._struck = threading.Lock(), None, {}, {}

    def _refresh(self):
        try:
            found = os.stat(RULES)
            seen = (found.st_ino, found.st_mtime_ns)
        except FileNotFoundError:
            return
        if seen != self._seen:
            with open(RULES) as file:
                self._rules = parse_rules(file.read())
            self._seen, self._struck = seen, {}

    def number(self, name):
        with self._lock:
            self._refresh()
            return self._rules.get(name, 0)

    def strike(self, name, kind, path, size=0):
        """The rule, if it strikes this request; that counts as one of its `first`. An answer that ends before the rule's
        `after` does not."""
        with self._lock:
            self._refresh()
            rule = self._rules.get(name)
            if rule is None or not re.search(rule.get("only", ""), path):
                return None
            if kind not in rule.get("of", "manifests" if name == "status" else "blobs"):
                return None
            if size <= rule.get("after", -1):
                return None
            count = self._struck.get(name, 0)
            if "first" in rule and count >= rule["first"]:
                return None
            self._struck[name] = count + 1
            return rule


class Link:
    """The one line that all blobs share: whoever sends waits until the line has carried what came before."""

    def __init__(self):
        self._lock, self._free_at = threading.Lock(), 0.0

    def carry(self, size, rate):
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + size / rate
            wait = self._free_at - time.monotonic()
        time.sleep(max(0, wait))


class Log:
    def __init__(self):
        self._lock, self._count = threading.Lock(), 0
        self._file = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)

    def asked(self, method, path):
        with self._lock:
            self._count += 1
            number = self._count
        request = f"{method} {path}".replace("\\", "\\\\").replace('"', '\\"')
        self._write(f'"number": {number}, "request": "{request}"')
        return number

    def ended(self, number, answer):
        self._write(f'"number": {number}, "status": {answer.status}, "bytes": {answer.sent}, "end": "{answer.end}"')

    def _write(self, fields):
        os.write(self._file, f'{{"time": {time.time():.3f}, {fields}}}\n'.encode())


def read_head(stream):
    """The lines of a head without the empty one, and the bytes that came after it."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = stream.recv(65536)
        if not piece:
            raise OSError("closed before the end of the head")
        head += piece
        if head[0] == 0x16:
            # Docker tries TLS first, and waits 10 s for silence. A Go server answers like this, too.
            stream.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nThis server speaks no TLS.\n")
            raise OSError("TLS")
    head, _, rest = head.partition(b"\r\n\r\n")
    return head.decode("latin-1").split("\r\n"), rest


def with_close(lines):
    kept = [line for line in lines if not line.lower().startswith(("connection:", "keep-alive:"))]
    return "\r\n".join([*kept, "Connection: close", "", ""]).encode("latin-1")


def size_in(lines):
    sizes = [line.split(":")[1] for line in lines if line.lower().startswith("content-length:")]
    return int(sizes[0]) if sizes else float("inf")


def kind_of(path):
    for kind in ("manifests", "blobs"):
        if f"/{kind}/" in path:
            return kind
    return "ping"


class Answer:
    """The answer to one request: from the registry, or one of our own making."""

    def __init__(self, client, request, rest):
        self.client, self.request, self.rest = client, request, rest
        self.method, self.path = request[0].split(" ")[:2]
        self.kind = kind_of(self.path)
        self.status, self.sent, self.end = 0, 0, "gone"

    def give(self):
        time.sleep(rules.number("latency"))
        rule = rules.strike("status", self.kind, self.path)
        if rule:
            return self.complain(rule["code"], rule.get("retry_after", 1))
        try:
            registry = socket.create_connection(REGISTRY, timeout=60)
        except OSError:
            return self.complain(503, 1)
        with registry:
            registry.sendall(with_close(self.request) + self.rest)
            head, body = read_head(registry)
            self.status = int(head[0].split(" ")[1])
            self.client.sendall(with_close(head))
            self.pass_on(body, registry, size_in(head))

    def complain(self, code, retry_after):
        reason, word, message = COMPLAINTS.get(code, ("Odd", "UNKNOWN", f"status {code}"))
        detail = ', "detail": {"Type": "repository"}' if code < 429 else ""
        body = f'{{"errors": [{{"code": "{word}", "message": "{message}"{detail}}}]}}\n'
        head = [f"HTTP/1.1 {code} {reason}", "Content-Type: application/json", f"Content-Length: {len(body)}",
                "Docker-Distribution-Api-Version: registry/2.0"]  # fmt: skip
        if code == 401:
            head.append('WWW-Authenticate: Basic realm="faulty"')
        if code in (429, 503):
            head.append(f"Retry-After: {retry_after}")
        self.status, self.end = code, "refused"
        self.client.sendall(with_close(head) + (b"" if self.method == "HEAD" else body.encode()))

    def pass_on(self, body, registry, whole):
        is_blob = self.kind == "blobs" and self.method == "GET"
        stall = is_blob and rules.strike("stall", self.kind, self.path, whole)
        cut = is_blob and not stall and rules.strike("cut", self.kind, self.path, whole)
        limit = (stall or cut or {}).get("after", float("inf"))
        while self.sent < limit:
            if not body:
                body = registry.recv(65536)
                if not body:
                    self.end = "whole"
                    return
            # Small pieces on a slow line, so that bytes drip instead of coming in gulps; no rate is no limit.
            rate = rules.number("rate") if is_blob else 0
            size = int(min(len(body), limit - self.sent, max(256, rate / 50) if rate else 65536))
            if rate:
                link.carry(size, rate)
            self.client.sendall(body[:size])
            self.sent += size
            body = body[size:]
        self.end = "stalled" if stall else "cut"


def serve(client):
    with client:
        try:
            request, rest = read_head(client)
            answer = Answer(client, request, rest)
        except (OSError, ValueError):
            return
        number = log.asked(answer.method, answer.path)
        try:
            answer.give()
        except OSError:
            answer.end = "gone"  # the one or the other has closed its end
        finally:
            log.ended(number, answer)
        if answer.end == "stalled":
            with contextlib.suppress(OSError):
                client.recv(1)  # silent until the client gives up


def set_rules():
    text = sys.stdin.read()
    try:
        parse_rules(text)
    except (ValueError, SyntaxError, TypeError, AttributeError) as error:
        sys.exit(f"faulty.py: {error}")
    draft = f"{RULES}.{os.getpid()}"
    with open(draft, "w") as file:
        file.write(text)
    os.rename(draft, RULES)


if sys.argv[1:] == ["set"]:
    set_rules()
elif sys.argv[1:] == ["serve"]:
    rules, link, log = Rules(), Link(), Log()
    with socket.create_server(HERE, backlog=128) as listener:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client,), daemon=True).start()
else:
    sys.exit(__doc__)
