"""Finds the bank lines that a close's reports claim again in the raw statements, for verify_journal.py.

A line's id ends in a digest of account, reference, day, amount and repetition, so that it can be made again from the
statements: equal lines are counted on in a statement that follows another one, so there are at most as many of them as all
statements print together. What payouts, deposits, web payouts and remittances say must be the sum of their lines in one currency; no line
is of two of them, and one that is found by amount is booked within `bank_days` business days (bank holidays: up to six more).
"""
import collections, csv, datetime, hashlib, io, re  # noqa: E401
import xml.etree.ElementTree as ElementTree

from __main__ import DIGITS, Refused, bare, compare, expect, inflate, table
from verify_sheets import PLACES, number

BY_NAME = {"trace", "name", "names"}
Line = collections.namedtuple("Line", "account currency day minor reference")


def amount_text(minor, currency):
    digits = DIGITS.get(currency, 2)
    whole = str(abs(minor)).rjust(digits + 1, "0")
    text = f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
    return f"{'-' if minor < 0 else ''}{text} {currency}"


def minor_of(text, currency, decimal="."):
    return int(number(text, decimal).scaleb(DIGITS.get(currency, 2)))


# --- one function a format: statements, each a list of booked lines

def camt(text, _):
    root = ElementTree.fromstring(text)
    for element in root.iter():
        element.tag = element.tag.rsplit("}", 1)[-1]
    for statement in root.iter("Stmt"):
        account = statement.find("Acct/Id")
        account = (account.findtext("IBAN") or account.findtext("Othr/Id") or "").strip()
        lines = []
        for entry in statement.findall("Ntry"):
            status = entry.findtext("Sts/Cd") or entry.findtext("Sts") or ""
            details = entry.findall("NtryDtls/TxDtls")
            if status.strip() == "BOOK":
                currency = entry.find("Amt").get("Ccy")
                day = next(entry.findtext(f"{name}/{kind}") for name in ("BookgDt", "ValDt") for kind in ("Dt", "DtTm")
                           if entry.findtext(f"{name}/{kind}"))
                sign = -1 if entry.findtext("CdtDbtInd") == "DBIT" else 1
                reference = entry.findtext("AcctSvcrRef") or (details[0].findtext("Refs/AcctSvcrRef") if len(details) == 1 else "")
                minor = sign * minor_of(entry.findtext("Amt").strip(), currency)
                lines.append(Line(account, currency, day.strip()[:10], minor, (reference or "").strip()))
        yield lines


def mt940(text, _):
    for part in re.split(r"(?m)^:20:", text)[1:]:
        account = re.search(r"(?m)^:25:(.*)$", part)[1].strip()
        currency = re.search(r"(?m)^:60[FM]:[CD]\d{6}([A-Z]{3})", part)[1]
        lines = []
        for value, booked, mark, amount, reference in re.findall(
                r"(?m)^:61:(\d{6})(\d{4})?(E?R?[CD])[A-Z]?([\d,]+)[A-Z][A-Z0-9]{3}[^\r\n]*?(?://([^\r\n]*))?\r?$", part):
            if mark[0] != "E":
                day = datetime.datetime.strptime(value, "%y%m%d").date()
                if booked:  # of the year that is nearest to the value date's
                    near = [datetime.date(day.year + shift, int(booked[:2]), int(booked[2:])) for shift in (-1, 0, 1)
                            if booked != "0229" or (day.year + shift) % 4 == 0]
                    day = min(near, key=lambda other: abs(other - day))
                minor = minor_of(amount.rstrip(","), currency, ",") * (1 if mark in {"C", "RD"} else -1)
                lines.append(Line(account, currency, day.isoformat(), minor, reference.strip()))
        yield lines


def ofx(text, _):
    def values(part, name):
        return [value.strip() for value in re.findall(rf"<{name}>([^<\r\n]*)", part)]
    for part in re.findall(r"(?s)<(?:CC)?STMTRS>(.*?)</(?:CC)?STMTRS>", text):
        currency, account = values(part, "CURDEF")[0], values(part, "ACCTID")[0]
        lines = []
        for entry in re.split("<STMTTRN>", part)[1:]:
            entry, posted = entry.split("</STMTTRN>")[0], values(entry, "DTPOSTED")[0]
            day = f"{posted[:4]}-{posted[4:6]}-{posted[6:8]}"
            minor = minor_of(values(entry, "TRNAMT")[0].replace(",", "."), currency)
            lines.append(Line(account, currency, day, minor, (values(entry, "FITID") or [""])[0]))
        yield lines


def sheet(text, mapping):
    rows = csv.reader(io.StringIO("".join(text.splitlines(True)[mapping.get("skip_lines", 0):]), newline=""),
                      delimiter=mapping.get("delimiter", ","))
    header, lines = [name.strip() for name in next(rows)], []
    for cells in rows:
        row = dict(zip(header, (cell.strip() for cell in cells)))
        if not row.get(mapping["booking_date"]):
            continue
        currency = mapping.get("currency") or row[mapping["currency_column"]]
        account = mapping.get("account") or row.get(mapping.get("account_column", ""), "")
        parts = re.split("[-./ T]", row[mapping["booking_date"]])
        year, month, day = (int(parts[place]) for place in PLACES[mapping.get("dates", "ymd")])
        day = datetime.date(year + 2000 * (year < 100), month, day).isoformat()
        mark = mapping.get("decimal", ".")
        if "amount" in mapping:
            minor = minor_of(row[mapping["amount"]], currency, mark)
        else:
            debit, credit = (minor_of(row[mapping[name]] or "0", currency, mark) for name in ("debit", "credit"))
            minor = credit - abs(debit)
        lines.append(Line(account, currency, day, minor, row.get(mapping.get("reference", ""), "")))
    yield lines


def statements(data, mappings):
    """The statements of a document; none of a format that is not read here."""
    text = data.decode("utf-8-sig", errors="replace")
    try:
        if "camt.053" in text[:2000]:
            yield from camt(data, None)
        elif re.search(r"(?m)^:61:", text):
            yield from mt940(text, None)
        elif "<OFX" in text[:4000]:
            yield from ofx(text, None)
        else:
            for mapping in mappings:
                text = data.decode(mapping.get("charset", "utf-8-sig"), errors="replace").removeprefix("\ufeff")
                if mapping["booking_date"] in text.split("\n")[mapping.get("skip_lines", 0)]:
                    yield from sheet(text, mapping)
                    return
    except (Refused, ValueError, KeyError, IndexError, TypeError, StopIteration, ElementTree.ParseError):
        return  # nothing of it counts


class Bank:
    """The booked lines of all statements by their ids."""

    def __init__(self, archive, deliveries, books):
        self.lines, self.holes, met = {}, False, collections.Counter()
        for digest in sorted({delivery.sha256 for delivery in deliveries if delivery.kind == "bank"}):
            found = list(statements(inflate(archive.read(digest)), books.configuration.get("bank_csv", [])))
            self.holes |= not found  # BAI2, or refused: its lines are not known here
            for lines in found:
                for line in lines:
                    key = self.tail(line), line.reference, line.day, line.minor, line.currency
                    self.lines[self.id(line, met[key])] = line
                    met[key] += 1

    @staticmethod
    def tail(line):
        return re.sub("[^A-Z0-9]", "", line.account.upper())[-8:]

    @staticmethod
    def id(line, repetition):
        key = [Bank.tail(line), line.reference, line.day, amount_text(line.minor, line.currency), str(repetition)]
        digest = hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:8]
        return f"{line.reference or 'L'}-{digest}"


# --- what is claimed

def claims(books, reports):
    """Source, the paid thing, its amount as its documents say it, first day, evidence, and its lines."""
    deposits = books.channel_deposits
    paid = collections.defaultdict(list)
    for row in table((reports / "deposits.csv").read_bytes()):
        paid[row["store"], row["payout_id"], bare(row["settlement_id"]), row["kind"], row["evidence"]].append(row)
    for (store, payout, settlement, kind, evidence), rows in paid.items():
        one = books.settlements.get(settlement)
        first = datetime.datetime.fromtimestamp(one.end, datetime.timezone.utc).date().isoformat() if one else ""
        amount = (one.currency, one.stated) if one else None
        yield "deposits.csv", f"{store} {settlement or payout}", amount, first, evidence, [row["line_id"] for row in rows]
    if deposits is None:  # closes of earlier versions did not book channels
        return
    for name, channel, day in (("outlet_deposits", "till", "bank_date"), ("webstore_payouts", "webstore", "date")):
        for row in table((reports / f"{name}.csv").read_bytes()):
            if row["bank_status"] == "paid":
                place, id = row["outlet" if channel == "till" else "store"], row.get("deposit_id", row.get("payout_id"))
                amount = deposits.get((channel, bare(place), bare(id)))
                expect(amount is not None, f"{name}.csv, {id}", "no document says so")
                first = row[day] or row.get("to", "")
                yield f"{name}.csv", f"{place} {id}", amount, first, row["evidence"], row["line_ids"].split("|")
    payments = {}
    for row in table((reports / "vendor_matches.csv").read_bytes()):
        if row["bank_line"] and "|" not in row["payment_number"]:
            number_, ids = bare(row["payment_number"]), set(row["bank_line"].split("|"))
            expect(payments.setdefault(number_, ids) == ids, f"vendor_matches.csv, payment {number_}", "its rows name different lines")
    for number_, ids in sorted(payments.items()):
        amount, first = books.remittances.get(number_, (None, ""))
        expect(amount is not None, f"vendor_matches.csv, payment {number_}", "no document says so")
        yield "vendor_matches.csv", f"payment {number_}", amount, first, "trace", sorted(ids)


def after(day, business_days):
    day = datetime.date.fromisoformat(day)
    while business_days:
        day += datetime.timedelta(days=1)
        business_days -= day.weekday() < 5
    return day


def check(archive, deliveries, books, reports):
    bank = Bank(archive, deliveries, books)
    books.bank_days = {id: line.day for id, line in bank.lines.items()}
    limit = books.configuration.get("thresholds", {}).get("bank_days", 5)
    groups, of_line, payers = [], {}, collections.defaultdict(list)
    for source, name, amount, first, evidence, ids in claims(books, reports):
        place = f"{source}, {name}"
        for id in ids:
            line = bank.lines.get(bare(id))
            if line is None:
                expect(bank.holes, place, f"no statement has the line {id}")
                continue
            expect(not first or line.day >= first, place, f"line {id} was booked on {line.day}, before {first}")
            if evidence not in BY_NAME and source != "deposits.csv" and first:
                last = (after(first, limit) + datetime.timedelta(days=6)).isoformat()
                expect(line.day <= last, place, f"line {id} was booked on {line.day}, later than {last}")
            before = of_line.setdefault(id, source)
            expect(before == source, place, f"line {id} is one of {before}, too")
            if source == "vendor_matches.csv":
                payers[bare(id)].append((place, amount))
        groups.append((place, amount, {bare(id) for id in ids}))
    for id, several in payers.items():  # a line is of one payment, or of those that it is the sum of
        line = bank.lines[id]
        if len(several) > 1 and {one[0] for _, one in several} == {line.currency}:
            compare(" and ".join(place for place, _ in several[:3]) + f" share line {id}", sum(one[1] for _, one in several), line.minor)
    for places, amounts, lines in joined(groups):
        found = [bank.lines.get(id) for id in lines]
        if None in found or None in amounts:
            continue  # a payout whose settlement is not there, or a statement that is not read here
        if len({line.currency for line in found} | {one[0] for one in amounts}) != 1:
            expect(len(places) == 1, " and ".join(sorted(places)[:3]), "they share a line in another currency than theirs")
            continue
        compare(" and ".join(sorted(places)[:3]), sum(one[1] for one in amounts), sum(line.minor for line in found))


def joined(groups):
    """What shares a line belongs together: several payouts in one line, or one in several."""
    places, roots = {}, {}

    def root(id):
        while roots.setdefault(id, id) != id:
            id = roots[id]
        return id
    for _, _, ids in groups:
        first, *rest = sorted(ids)
        for id in rest:
            roots[root(id)] = root(first)
    for place, amount, ids in groups:
        members = places.setdefault(root(min(ids)), ([], [], set()))
        members[0].append(place), members[1].append(amount), members[2].update(ids)
    return places.values()
