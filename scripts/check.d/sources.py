"""What the checks share: the files of the tree, C++ without comments and strings, its blocks, and complaints."""

import bisect
import concurrent.futures
import fnmatch
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

os.chdir(Path(__file__).resolve().parents[2])


def all_files():
    """Every file that is in the tree or about to be, as git sees it; in an unpacked archive, every file outside build/."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True
    )
    if listing.returncode == 0:
        names = set(listing.stdout.split("\0"))
    else:
        names = {str(path) for path in Path(".").rglob("*") if path.parts[0] not in (".git", "build")}
    return sorted(name for name in names if os.path.isfile(name) and not os.path.islink(name))


def files(*patterns):
    """The files whose path matches one of the patterns; a * also matches a slash."""
    return [name for name in all_files() if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)]


def read(path):
    """The text of a file; of a binary one, what can be read of it."""
    return Path(path).read_text(errors="replace")


_complaints = 0


def complain(path, line, text):
    global _complaints
    _complaints += 1
    print(f"{path}:{line}: {text}")


def finish():
    sys.exit(1 if _complaints else 0)


def run_all(commands):
    """Runs the commands, as many at once as there are processors; yields (name, status, output) of {name: command}."""
    def run(command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, (status, output) in zip(commands, pool.map(run, commands.values())):
            yield name, status, output


def compile_commands():
    """{path: arguments} of the preset tidy, which has no precompiled headers; configured, not built."""
    done = subprocess.run(["cmake", "--preset", "tidy", "-Wno-dev"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"CMakePresets.json:1: cmake --preset tidy fails: run scripts/setup?\n{done.stderr}")
    entries = json.loads(read("build/tidy/compile_commands.json"))
    return {os.path.relpath(entry["file"]): shlex.split(entry["command"]) for entry in entries}


_UNSEEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/                           # comments
      | ^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*                 # preprocessor lines
      | R"(\w*)\(.*?\)\1" | "(?:\\.|[^"\\\n])*"        # strings
      | (?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'           # characters, not digit separators""",
    re.S | re.M | re.X,
)


def code(path):
    """The C++ of a file with comments, directives and what is quoted turned into blanks; every place stays the same."""

    def blank(found):
        text = found.group()
        inside = re.sub(r"[^\n]", " ", text)
        return inside if text[0] not in "\"'" else text[0] + inside[1:-1] + text[0]

    return _UNSEEN.sub(blank, read(path))


def lambdas(text):
    """Where in an expression lambdas begin: each [ that is no subscript, structured binding or attribute."""
    found = []
    for place in re.finditer(r"\[", text):
        before = text[: place.start()].rstrip()
        if before.endswith("[") or text[place.end() : place.end() + 1] == "[":
            continue
        is_keyword = re.search(r"\b(return|co_return|co_yield|case)$", before)
        if is_keyword or not re.search(r"([\w\])\"]|\bauto\s*&{1,2})$", before):
            found.append(place.start())
    return found


_LAMBDA_HEAD = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s*(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?[\s\w:<>,&*-]*")
_TYPE_HEAD = re.compile(r"\s*(template\s*<.*>\s*)?(inline\s+)?(namespace|class|struct|union|enum|extern)\b", re.S)
_CONTROL_HEAD = re.compile(r"\s*(\}?\s*else|if|for|while|switch|do|try|catch|case|default)\b")
_BLOCK_END = re.compile(r"(^|[;{}:)]|\b(else|do|try|const|noexcept|override|final|mutable)|\)[^()]*->[^;{}=]*)\s*$")


class Scan:
    """The full expressions [(line, text)] and the functions [(first line, last line, head)] of C++ from code()."""

    def __init__(self, text):
        self.expressions, self.functions = [], []
        self._breaks = [place.start() for place in re.finditer("\n", text)]
        self._open, self._begin = [], 0
        pending = ""
        for at, char in enumerate(text):
            if not pending.strip():
                pending, self._begin = "", at
            if char == "{":
                pending = self._opened(pending)
            elif char == "}":
                pending = self._closed(pending, at)
            elif char == ";":
                self._end_expression(pending)
                pending = ""
            else:
                pending += char

    def _line(self, at):
        return bisect.bisect_left(self._breaks, at) + 1

    def _end_expression(self, text):
        if text.strip():
            self.expressions.append((self._line(self._begin), text))

    def _opened(self, head):
        is_lambda = any(_LAMBDA_HEAD.fullmatch(head[start:]) for start in lambdas(head))
        if is_lambda:
            kind = "lambda"
        elif _TYPE_HEAD.match(head):
            kind = "type"
        elif _BLOCK_END.search(head):
            in_function = any(kind in ("function", "lambda") for kind, _, _ in self._open)
            kind = "block" if in_function or _CONTROL_HEAD.match(head) or "(" not in head else "function"
        else:
            self._open.append(("value", "", 0))
            return head + "{"
        if kind == "block":
            self._end_expression(head)
        self._open.append((kind, head, self._begin))
        return ""

    def _closed(self, rest, at):
        kind, head, begin = self._open.pop() if self._open else ("block", "", 0)
        if kind == "value":
            return rest + "}"
        self._end_expression(rest)
        if kind == "function":
            self.functions.append((self._line(begin), self._line(at), " ".join(head.split())))
        if kind != "lambda":
            return ""
        self._begin = begin
        return head + "}"
