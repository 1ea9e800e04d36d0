"""What files for accounting programs must hold, for check-exports: the rules of QuickBooks, Xero and ERP files.

Also what all formats are checked with; those of one country are in national_rules.py. Each check makes the export of a home,
reads it as its program would, and adds up the balances, which must be those of Acorn's own trial balance.
"""
import csv, io, re  # noqa: E401
from collections import defaultdict
from decimal import Decimal

FORMULA = re.compile(r"^[\s\ufeff]*[=+@\uff1d\uff0b\uff20-]")
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print(f"  FAILED {what}")


def minor(text):
    """An exact decimal as an integer of its last digit; '' is zero."""
    return int(text.replace(".", "").replace(",", "")) if text else 0


def agrees(label, foreign, rate, own, decimals):
    """Whether amount x rate is the amount in the books' currency, but for rounding and a cent moved for the balance."""
    off = abs(Decimal(foreign) * Decimal(rate) - Decimal(own))
    allowed = abs(Decimal(foreign)) * Decimal(1).scaleb(-decimals) / 2 + 3 * Decimal(1).scaleb(Decimal(own).as_tuple().exponent)
    check(off <= allowed, f"{label}: {foreign} x {rate} is not {own}")


def table(label, text, amounts):
    """The rows of a CSV file; but for its amounts, no cell may be one that a spreadsheet runs."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        for name, cell in row.items():
            check(name in amounts or not FORMULA.match(cell), f"{label}: {name} '{cell}' runs as a formula")
    return rows


def one_sided(label, debit, credit):
    """A row's amount, positive on the debit side; its other cell is empty."""
    check((debit == "") != (credit == ""), f"{label}: one side a row")
    return minor(debit) - minor(credit)


def compare(name, found, expected):
    for key in sorted(set(found) | set(expected), key=str):
        check(
            found.get(key, 0) == expected.get(key, 0),
            f"{name}: {key} is {found.get(key, 0)}, the trial balance says {expected.get(key, 0)}")


def same_books(home, found):
    """Systems that keep one currency agree with one another, account by account."""
    systems = sorted(found)
    names = {system: home.chart(system) for system in systems}
    accounts = {account for chart in names.values() for account in chart}
    for codes in sorted({tuple(names[system][account] for system in systems) for account in accounts}):
        amounts = {system: found[system].get(code, 0) for system, code in zip(systems, codes)}
        check(len(set(amounts.values())) == 1, f"{codes}: {amounts}; {systems[0]} and others disagree")


def check_quickbooks(home, folder, *words):
    """Returns how many entries there are."""
    sums, numbers = defaultdict(int), {}
    for path in home.export("quickbooks", folder, *words):
        rows = table(path.name, path.read_bytes().decode(), {"Debits", "Credits"})
        check(len(rows) <= 1000, f"{path.name}: more than 1,000 rows")
        entries = defaultdict(lambda: [0, set(), set()])
        for row in rows:
            entry = entries[row["JournalNo"]]
            amount = one_sided(path.name, row["Debits"], row["Credits"])
            entry[0] += amount
            entry[1].add(row["Currency"])
            entry[2].add(row["JournalDate"])
            sums[row["AccountName"], row["Currency"]] += amount
            check(len(row["JournalNo"]) <= 21, f"{path.name}: JournalNo {row['JournalNo']} is too long")
            check(len(row["Description"]) <= 4000, f"{path.name}: a description is too long")
            check(re.fullmatch(r"\d\d/\d\d/\d{4}", row["JournalDate"]), f"{path.name}: {row['JournalDate']}")
        for number, (balance, currencies, dates) in entries.items():
            check(balance == 0, f"{path.name}: {number} is off by {balance}")
            check(len(currencies) == 1 and len(dates) == 1, f"{path.name}: {number} mixes currencies or dates")
            check(numbers.setdefault(number, path) == path, f"{number} stands in two files")
    compare("quickbooks", sums, home.by_name("quickbooks"))
    return len(numbers)


def check_xero(home, folder, *words):
    """Returns the sums by account, in the currency of the books."""
    sums = defaultdict(int)
    for path in home.export("xero", folder, *words):
        rows = table(path.name, path.read_bytes().decode(), {"*Amount"})
        check(len(rows) <= 300, f"{path.name}: {len(rows)} lines")
        journals, dates = defaultdict(int), defaultdict(set)
        for row in rows:
            journals[row["*Narration"], row["*Date"]] += minor(row["*Amount"])
            dates[row["*Narration"]].add(row["*Date"])
            sums[row["*AccountCode"]] += minor(row["*Amount"])
            check(row["*TaxRate"] and row["*AccountCode"], f"{path.name}: a required cell is empty")
            check(re.fullmatch(r"\d\d/\d\d/\d{4}", row["*Date"]), f"{path.name}: {row['*Date']}")
            for number in "12":
                name, option = row[f"TrackingName{number}"], row[f"TrackingOption{number}"]
                check((name == "") == (option == ""), f"{path.name}: tracking {name} {option}")
        for key, balance in journals.items():
            check(balance == 0, f"{path.name}: {key} is off by {balance}")
        check(all(len(days) == 1 for days in dates.values()), f"{path.name}: a narration has two dates")
    return sums


def check_erp(home, folder, *words):
    """Returns the sums by account, in the currency of the books."""
    path = home.export("erp", folder, *words)[0]
    own, base, documents = defaultdict(int), defaultdict(int), defaultdict(list)
    limits = {"BUKRS": 4, "XBLNR": 16, "HKONT": 10, "KOSTL": 10, "PRCTR": 10, "ZUONR": 18, "SGTXT": 50, "BKTXT": 25}
    for row in table("erp", path.read_bytes().decode(), {"WRBTR", "DMBTR"}):
        own[row["HKONT"], row["WAERS"]] += minor(row["WRBTR"])
        base[row["HKONT"]] += minor(row["DMBTR"])
        documents[row["XBLNR"]].append(row)
        check(re.fullmatch(r"\d{8}", row["BUDAT"]), f"erp: {row['BUDAT']}")
        check(all(len(row[name]) <= limit for name, limit in limits.items()), f"erp: a text of {row['XBLNR']} is too long")
        agrees("erp", row["WRBTR"], row["KURSF"], row["DMBTR"], 5)
    balances = [sum(minor(row["DMBTR"]) for row in members) for members in documents.values()]
    check(not any(balances), "erp: a document does not balance")
    for document, members in documents.items():
        check(len({row["WAERS"] for row in members}) == 1, f"erp: {document} has several currencies")
        check([int(row["BUZEI"]) for row in members] == [*range(1, len(members) + 1)] and len(members) <= 999,
              f"erp: {document} has {len(members)} items")
    compare("erp", own, home.by_name("erp"))
    return base
