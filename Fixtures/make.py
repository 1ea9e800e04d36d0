#!/usr/bin/env python3
"""Writes the fixtures next to itself: chain/, channels/, history/ and broken/. Everything in them is invented.

  python3 Fixtures/make.py            writes every file that differs
  python3 Fixtures/make.py --check    writes nothing; exit status 1 if a file on disk differs

Python 3.9 or later, standard library only. A settlement file that is not made here counts as a difference and is
never removed; other files (README.md) are left alone.
"""
import gzip
import sys
import zlib
from pathlib import Path

sys.dont_write_bytecode = True  # no __pycache__ among the fixtures
from making import broken, chain, channels, history  # noqa: E402

HERE = Path(__file__).resolve().parent
PARTS = {"chain": chain.files, "channels": channels.files, "history": history.files,
         "broken": broken.files}


def wanted():
    """Every file by its path below Fixtures."""
    return {f"{part}/{name}": data for part, files in PARTS.items() for name, data in files()}


def on_disk(names):
    """The files of these names, and every settlement file beside them."""
    paths = {HERE / name for name in names} | {path for part in PARTS for path in (HERE / part).rglob("*.txt*")}
    return {path.relative_to(HERE).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def inflated(data):
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


def same(old, new):
    """Equal bytes, or gzip files of equal content: zlib builds pack alike, but not always to the byte."""
    if old == new:
        return True
    return None not in (old, new) and inflated(new) is not None and inflated(old) == inflated(new)


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    new = wanted()
    old = on_disk(new)
    differing = [name for name in sorted({*old, *new}) if not same(old.get(name), new.get(name))]
    for name in differing:
        print("not made here:" if name not in new else "differs:" if arguments else "written:", name)
        if name in new and not arguments:
            (HERE / name).parent.mkdir(parents=True, exist_ok=True)
            (HERE / name).write_bytes(new[name])
    return 1 if arguments and differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
