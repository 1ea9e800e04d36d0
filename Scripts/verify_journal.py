"""Checks the journal of a close for verify_close.py, which imports it.

Of tills and web stores each entry is made again; of vendors what each invoice and claim opens and each payment has paid.
An entry that corrects another one counts with it. Locked months are compared with the documents that locked them. Which
bank line paid a payout, deposit or remittance: verify_bank.py.
"""
import collections, re  # noqa: E401

import verify_bank
import verify_vendor
from __main__ import bare, compare, expect, sheet, table, units
from verify_channels import Channels
from verify_sheets import Layouts


def check(archive, deliveries, books, reports, certificate):
    books.documents = {delivery.sha256 for delivery in deliveries}
    books.channel_legs, books.channel_deposits, books.outlet_stores = [], None, {}
    books.remittances, books.payment_days, books.issue_days = {}, {}, {}
    journal = list(sheet(reports, "journal"))
    check_settlements(books, journal, table((reports / "trial_balance.csv").read_bytes()))
    check_locks(archive, deliveries, journal)
    if "channels" in certificate:  # closes of earlier versions did not book them
        check_channels(archive, deliveries, books, (reports / "layouts.tsv").read_bytes(), journal, certificate["channels"])
    verify_bank.check(archive, deliveries, books, reports)


def check_locks(archive, deliveries, journal):
    """Locked months stand in the journal line by line as they were archived, and no other month is said to be locked."""
    locked, said = {}, collections.defaultdict(collections.Counter)
    for delivery in (delivery for delivery in deliveries if delivery.kind == "period"):
        rows = [[bare(re.sub("%(25|09|0a)", lambda code: chr(int(code[1], 16)), cell).strip()) for cell in line.split("\t")]
                for line in archive.read(delivery.sha256).decode().split("\n")]
        locked[rows[1][1]] = rows if rows[1][0] == "lock" else None
    for row in journal:
        if row["status"] == "locked":
            cells = [bare(row[name]) for name in "entry_id date kind corrects account role store marketplace category outlet "
                     "settlement_id currency".split()]
            said[row["period"]][(*cells, units(row["amount"]))] += 1
    for month, rows in sorted(locked.items()):
        lines, accounts, entry = collections.Counter(), [], []
        for kind, *cells in rows or []:
            if kind == "account":
                accounts.append(cells[0])
            elif kind == "entry":
                entry = [*cells[:3], cells[8]]
            elif kind == "line":
                lines[(*entry, accounts[int(cells[0])], *cells[1:8], int(cells[8]))] += 1
        found = said.pop(month, collections.Counter())
        for line in sorted((lines - found) | (found - lines)):
            expect(False, f"journal.csv, {month}, {' '.join(map(str, line))}", f"{lines[line]} in the document that locked the "
                   f"month, {found[line]} in the journal")
    expect(not said, "journal.csv", f"it says that {', '.join(sorted(said))} is locked, and no document does")


def check_settlements(books, rows, balances):
    """Entries sum to zero, make up the trial balance, and book the rows of each settlement."""
    entries, booked, moved = collections.Counter(), collections.Counter(), collections.Counter()
    for row in rows:
        entries[row["entry_id"], row["currency"]] += units(row["amount"])
        booked[row["settlement_id"], row["role"]] += units(row["amount"])
        moved[row["period"], row["account"], row["currency"]] += units(row["amount"])
    expect(not any(entries.values()), "journal.csv", f"entries do not sum to zero: {[e for e in entries if entries[e]][:3]}")
    for row in balances:
        key = row["period"], row["account"], row["currency"]
        compare(f"trial_balance.csv, {' '.join(key)}", moved.pop(key, 0), units(row["debit"]) - units(row["credit"]))
    expect(not any(moved.values()), "trial_balance.csv", f"it lacks some of {list(moved)[:3]}")
    for one in books.settlements.values():
        parts = collections.Counter({"carry_over": -min(one.total, 0)})
        for key, sums in one.figures.items():
            parts[key[5]] += sums[0]
        for component, total in parts.items():
            compare(f"journal.csv, settlement {one.id}, {component}", -total, booked[one.id, component])


def check_channels(archive, deliveries, books, layouts, journal, stated):
    """Compares the rows of tills, web stores and vendors with the documents, and the certificate's totals with them."""
    channels = Channels(archive, deliveries, books, Layouts(layouts))
    books.channel_legs, books.channel_deposits, made = channels.legs, channels.deposits, channels.entries
    books.outlet_stores = {id: outlet["store"] for id, outlet in channels.outlets.items()}
    said, totals = collections.defaultdict(collections.Counter), collections.Counter()
    for row in journal:
        channel, root, amount = row["channel"], bare(row["corrects"] or row["entry_id"]), units(row["amount"])
        if channel in {"till", "webstore", "vendor"}:
            totals[channel, row["currency"], row["role"]] += amount
            said[root][row["role"], bare(row["category"]), bare(row["settlement_id"])] += amount
    for (channel, place, currency, month, part), legs in made.items():
        root = f"{channel.upper()}-{place}-{currency}-{month}-{part}"
        found = said.pop(root, {})
        for leg in sorted(legs.keys() | found.keys()):
            compare(f"journal.csv, {root}, {' '.join(leg)}", legs.get(leg, 0), found.get(leg, 0))
    books.remittances, books.payment_days, books.issue_days = verify_vendor.check(archive, deliveries, said)
    for root, legs in said.items():
        expect(not any(legs.values()), f"journal.csv, {root}", "no document says so")
    certified = {(channel, currency, role): units(amount) for channel, currencies in stated.items()
                 for currency, roles in currencies.items() for role, amount in roles.items()}
    for key in sorted(totals.keys() | certified.keys()):
        expect(totals[key] == certified.get(key, 0), f"certificate.json, channels, {' '.join(key)}", "is not the journal's sum")
