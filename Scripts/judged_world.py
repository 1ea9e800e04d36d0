"""A generated world behind the judging SP-API: the judge, a home that syncs with it, and the run of a script's checks.

For check-sync, check-close, check-vendor-sync and check-forecast.
"""
import argparse
import datetime
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent


class Failed(Exception):
    """A check that does not hold."""


def expect(holds, text):
    if not holds:
        raise Failed(text)


def changes_nothing(fault):
    """Whether a planted fault leaves the world as it was, so that nothing may be told of it: a reserve of 0.00 that is not
    carried is missing nowhere."""
    return fault["finding"] == "reserve_discontinuity" and float(fault["amount"] or 1) == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stamp(time_):
    return time_.strftime("%Y-%m-%dT%H:%M:%SZ")


class Judge:
    """The judging server over a world, with its clock, its chaos and its log."""

    def __init__(self, options, world, as_of):
        self.base = f"http://127.0.0.1:{options.port}"
        command = [options.python, options.judge, "--world", str(world), "--as-of", stamp(as_of)]
        command += ["--port", str(options.port), "--rate-scale", str(options.rate_scale)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):  # a large world takes minutes to read
            try:
                self.ask("/__summary")
                return
            except OSError:
                expect(self.process.poll() is None, "the judge does not start; install its requirements")
                time.sleep(0.5)
        raise Failed("the judge does not answer")

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, data=data), timeout=60) as answer:
            return json.load(answer)

    def at(self, time_):
        self.ask("/__clock", {"now": stamp(time_)})

    def chaos(self, profile):
        self.ask("/__chaos", {"profile": profile})

    def log(self, since=0):
        """What it was asked, but for the first so many entries."""
        return self.ask(f"/__log?since={since}")

    def count(self):
        return len(self.log())

    def expect_clean(self, since):
        """No request since then was a client's error or against a rule."""
        for entry in self.log(since):
            bad = entry["violation"] or entry["verdict"] in ("client_error", "judge_bug", "violation")
            expect(not bad, f"the judge says: {entry['op']} {entry['status']} {entry['why']} {entry['violation']} {entry['query']}")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Home:
    """A home for the world, made afresh unless it is there, and acorn run in it."""

    outputs = []  # all that acorn has ever printed, for the search for secrets

    def __init__(self, options, name, is_there=False):
        self.options, self.path = options, options.work / name
        if not is_there:
            self.make()

    def make(self):
        shutil.rmtree(self.path, ignore_errors=True)
        command = [SCRIPTS / "world-home", "--judge", f"http://127.0.0.1:{self.options.port}"]
        command += ["--rate-scale", str(self.options.rate_scale), self.options.world, self.path]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def command(self, *words):
        return [str(self.options.acorn), *map(str, words), "--home", str(self.path)]

    def run(self, *words, statuses=(0,)):
        done = subprocess.run(self.command(*words), capture_output=True, text=True)
        Home.outputs.append(done.stdout + done.stderr)
        told = " ".join(map(str, words[:4]))
        expect(done.returncode in statuses, f"acorn {told} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def start(self, *words):
        """acorn at work, its output thrown away."""
        return subprocess.Popen(self.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def content(self):
        """The digest of all that the ledger says."""
        return re.search(r"content ([0-9a-f]{64})", self.run("doctor", statuses=(0, 3)).stdout)[1]


def expect_verified(home, reports, where):
    """The checker that shares no code with Acorn agrees with a close and all certificates; returns what it says."""
    command = [sys.executable, SCRIPTS / "verify_close.py", home.path, reports]
    result = subprocess.run(command, capture_output=True, text=True)
    expect(result.returncode == 0, f"{where}: verify_close.py {result.stderr.strip()[-300:]}")
    return result.stdout.strip()


def arguments(doc, checks):
    """A parser of what the judge, the homes and the run of the checks need."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acorn", type=Path, default=Path(".build/release/acorn"))
    parser.add_argument("--judge", required=True)
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has the judge's requirements")
    parser.add_argument("--port", type=int, help="the judge's (default: a free one)")
    parser.add_argument("--rate-scale", type=int, default=1000)
    parser.add_argument("--only", nargs="*", choices=[check.__name__ for check in checks])
    parser.add_argument("--work", type=Path, help="folder to work in, kept for a look (default: a temporary one)")
    parser.add_argument("world", type=Path)
    return parser


def parsed(parser):
    """The options, with the world's first morning as `start` and the one after its last day's night as `end`."""
    options = parser.parse_args()
    options.acorn = options.acorn.resolve()
    options.port = options.port or free_port()
    meta = json.loads((options.world / "stores.json").read_text())["world"]
    options.start = datetime.datetime.fromisoformat(meta["start"])
    options.end = datetime.datetime.fromisoformat(meta["end"]) + datetime.timedelta(hours=5)
    return options


def run(options, checks):
    """Runs the checks that are asked for, on a judge that starts at `options.last`; returns the exit status."""
    temporary = None if options.work else tempfile.mkdtemp(prefix=f"acorn-{Path(sys.argv[0]).name}-")
    options.work = (options.work or Path(temporary)).resolve()
    options.work.mkdir(exist_ok=True)
    judge, failed = Judge(options, options.world, options.last), 0
    try:
        for check in checks:
            if options.only and check.__name__ not in options.only:
                continue
            begun = time.monotonic()
            try:
                print(f"ok    {check.__name__}: {check(options, judge)} ({time.monotonic() - begun:.0f} s)", flush=True)
            except Failed as failure:
                failed += 1
                print(f"FAIL  {check.__name__}: {failure}", flush=True)
    finally:
        judge.stop()
        if temporary and not failed:
            shutil.rmtree(temporary)
    return 1 if failed else 0
