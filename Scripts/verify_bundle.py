"""Checks an audit bundle for verify_close.py: its seals, the close inside it, its row files, bridges and log of changes."""
import calendar, collections, datetime, io, re, struct, tarfile, tempfile, zlib  # noqa: E401
from pathlib import Path

import __main__ as verify_close  # the file that runs this one
import verify_rows
from __main__ import at, bare, compare, expect, sha256, units


def check(path):
    with tempfile.TemporaryDirectory() as folder:
        root = path if path.is_dir() else unpacked(path, folder)
        check_seals(root)
        books = verify_close.check(root, root / "reports")
        first, last = re.findall(r"\d{4}-\d\d-\d\d", (root / "README.txt").read_text(encoding="utf-8").split("\n")[0])
        bundle = verify_rows.Bundle(books, root, first, last)
        bundle.check()
        with at("channel_rows.csv"):
            check_channel_rows(books, root, first, last, bundle.check_rate)
        return books


def check_channel_rows(books, root, first, last, check_rate):
    """Rows of tills and web stores are what their documents say; with those of vendors they make up the journal's entries.

    Not computed: line and record.
    """
    rows = list(verify_close.table((root / "channel_rows.csv").read_bytes()))
    told, booked, whole, roots = collections.Counter(), collections.Counter(), collections.Counter(), set()
    for number, row in enumerate(rows, 2):
        where, day = f"channel_rows.csv, line {number}", row["date"]
        expect(first <= day <= last and iso_day(day), where, f"{day} is not in the span")
        entry, leg = bare(row["journal_entry"]), (row["class"], bare(row["category"]), bare(row["reference"]))
        expect(row["document"] in books.documents or not row["document"], where, "no such document")
        expect(entry == made_entry(row, books.payment_days), where, f"{entry} is not the entry of its channel, place, month and part")
        if row["channel"] == "till":
            compare(f"{where}, store", books.outlet_stores.get(bare(row["outlet"])), bare(row["store"]))
        elif row["part"] in {"invoices", "deductions"}:
            days = books.issue_days.get(bare(row["record"]).split(" ")[0], ())
            expect(day in days, f"{where}, date", f"{day} is no day of issue, which {sorted(days)} are")
        check_rate(row | {"local_date": day}, where)
        told[(row["document"], day, entry, *leg)] += units(row["amount"])
        whole[(entry, bare(row["store"]), *leg)] += units(row["amount"])
    is_end = int(last[8:]) == calendar.monthrange(int(last[:4]), int(last[5:7]))[1]
    partly = {day[:7] for day, is_edge in ((first, first[8:] == "01"), (last, is_end)) if not is_edge}  # not all of their days are here
    is_whole = lambda month: first[:7] <= month <= last[:7] and month not in partly  # noqa: E731
    made = collections.Counter()
    for document, (channel, place, currency, day, part), *leg, amount in books.channel_legs:
        if first <= day <= last:
            made[(document, day, f"{channel.upper()}-{place}-{currency}-{day[:7]}-{part}", *leg)] += amount
    for key in sorted(key for key in made.keys() | told.keys() if not key[2].startswith("VENDOR-")):
        compare(f"channel_rows.csv, {' '.join(key)}", made[key], told[key])
    for row in verify_close.table((root / "reports" / "journal.csv").read_bytes()):
        if row["channel"] == "vendor" and row["role"] != "channel_differences":
            root_id = bare(row["corrects"] or row["entry_id"])
            leg = row["role"], bare(row["category"]), bare(row["settlement_id"])
            booked[(root_id, bare(row["store"]), *leg)] += units(row["amount"])
            roots.add(root_id)
    for key in sorted(key for key in whole.keys() | booked.keys() if key[0].startswith("VENDOR-") and key[2] != "channel_differences"):
        expect(key[0] in roots or not whole[key], f"channel_rows.csv, {' '.join(key)}", "the journal has no such entry")
        monthly = re.fullmatch(r"VENDOR-.*-(\d{4}-\d\d)-(INVOICES|DEDUCTIONS)", key[0])  # which may be booked in a later month
        if is_whole(monthly[1]) if monthly else first <= books.payment_days.get(key[0], "") <= last:
            compare(f"channel_rows.csv, {' '.join(key)}", booked[key], whole[key])


def iso_day(text):
    return datetime.date.fromisoformat(text).isoformat() == text


def made_entry(row, payment_days):
    """The name that the entry of a channel's row must have."""
    entry, channel, place = bare(row["journal_entry"]), row["channel"], row["outlet" if row["channel"] == "till" else "store"]
    if row["part"] == "remittances":  # of each payment an entry
        is_its = payment_days.get(entry) == row["date"] and channel == "vendor" and row["outlet"] == "(unassigned)"
        return entry if is_its else ""
    if channel != "till" and row["outlet"] != "(unassigned)":
        return ""
    return "-".join([channel.upper(), bare(place), row["currency"], row["date"][:7], row["part"].upper()])


def check_seals(root):
    """No file of a bundle has changed, none is missing, none was added."""
    manifest = (root / "MANIFEST.sha256").read_bytes()
    expect((root / "SEAL").read_bytes() == f"{sha256(manifest)}\n".encode(), "SEAL", "is not that of MANIFEST.sha256")
    said = {line[66:]: line[:64] for line in manifest.decode().splitlines()}
    paths = [path for path in root.rglob("*") if path.is_symlink() or not path.is_dir()]
    for path in paths:
        expect(path.is_file() and not path.is_symlink(), path, "is no file, so it was added later")
    found = {str(path.relative_to(root)): sha256(path.read_bytes()) for path in paths}
    for name in sorted((said.keys() | found.keys()) - {"MANIFEST.sha256", "SEAL"}):
        expect(said.get(name) == found.get(name), root / name, "is not the file that was sealed")


def unpacked(path, folder):
    """Unpacks a bundle. Its second gzip member is not compressed, and holds the digest of the first."""
    data = path.read_bytes()
    size = 23 + 98  # the member and its text
    first = data[:-size]
    text = f"sha256 of the bytes before this: {sha256(first)}\n".encode()
    tail = struct.pack("<4sIHBHH98sII", b"\x1f\x8b\x08\0", 0, 0x300, 1, 98, 98 ^ 0xFFFF, text, zlib.crc32(text), 98)
    expect(data[-size:] == tail, path, "a byte of it has been changed")
    with tarfile.open(fileobj=io.BytesIO(first)) as tar:
        tar.extractall(folder, filter="data")
    return next(Path(folder).iterdir())
