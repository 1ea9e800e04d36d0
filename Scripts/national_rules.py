"""What files made for one country's rules must hold, for check-exports: DATEV (Germany), SAF-T (Norway), Kingdee (China)."""
import csv, io, re  # noqa: E401
import xml.etree.ElementTree as ET
from collections import defaultdict

from export_rules import agrees, check, compare, minor, one_sided, table
from verify_settlements import DIGITS

SAFT = {"s": "urn:StandardAuditFile-Taxation-Financial:NO"}


def cents(text, currency):
    """Minor units of what DATEV writes, which always has two decimals."""
    amount, whole = minor(text), DIGITS.get(currency) == 0
    check(not whole or amount % 100 == 0, f"{text} {currency}")
    return amount // 100 if whole else amount


def datev_head(name, head, columns):
    check(len(head) == 31 and head[:5] == ["EXTF", "700", "21", "Buchungsstapel", "13"], f"{name}: header")
    check(len(head[16]) <= 30 and int(head[10]) >= 1001 and 4 <= int(head[13]) <= 8, f"{name}: header")
    check(len(columns) == 125 and columns[117] == "Generalumkehr (GU)" and columns[36] == "KOST1 - Kostenstelle",
          f"{name}: columns")
    start, first, last = head[12], head[14], head[15]
    check(start <= first <= last, f"{name}: {start} {first} {last}")
    check(int(last) < int(start) + 10000, f"{name}: more than one fiscal year")


def datev_row(name, head, row):
    first, last, functional = head[14], head[15], head[21]
    check(len(row) == 125, f"{name}: {len(row)} fields")
    for place in (0, 4):  # the expressions that DATEV publishes
        check(re.fullmatch(r"(?!0{1,10},00)\d{1,10},\d\d", row[place]) or place == 4 and not row[4],
              f"{name}: Umsatz {row[place]}")
    check(not row[3] or re.fullmatch(r"[1-9]\d{0,3},\d{2,6}", row[3]), f"{name}: Kurs {row[3]}")
    check(max(len(row[6]), len(row[7])) <= int(head[13]), f"{name}: {row[6:8]} beyond the accounts' length")
    check(row[1] in "SH" and row[113] == "0", f"{name}: {row[1]} {row[113]}")
    check(re.fullmatch(r"\d{1,9}", row[6]) and re.fullmatch(r"\d{1,9}", row[7]), f"{name}: {row[6:8]}")
    check(re.fullmatch(r"[A-Za-z0-9$&%*+\-/]{1,36}", row[10]), f"{name}: Belegfeld 1 {row[10]}")
    check(re.fullmatch(r"[A-Za-z0-9$&%*+\-/]{0,12}", row[11]), f"{name}: Belegfeld 2 {row[11]}")
    check(len(row[13]) <= 60 and max(len(row[36]), len(row[37])) <= 36, f"{name}: a text is too long")
    check(row[117] in ("", "1"), f"{name}: Generalumkehr {row[117]}")
    check(first[4:] <= row[9][2:] + row[9][:2] or first[:4] != last[:4], f"{name}: Belegdatum {row[9]}")
    for place in range(20, 36, 2):
        check(len(row[place]) <= 20 and len(row[place + 1]) <= 210, f"{name}: Beleginfo")
        check((row[place] == "") == (row[place + 1] == ""), f"{name}: Beleginfo {row[place]}")
    check((row[2] == functional) == (row[3] == row[4] == row[5] == ""), f"{name}: {row[2:6]}")
    # A foreign amount may be stated in the currency of the books, with itself as information.
    check(not row[47] or row[47] == "Fremdwährung" and row[2] == functional, f"{name}: {row[47]}")


def check_datev(home, folder, *words):
    """Returns the sums by account, in the currency of the books."""
    own, base = defaultdict(int), defaultdict(int)
    for path in home.export("datev", folder, *words):
        raw = path.read_bytes()
        check(raw.count(b"\n") == raw.count(b"\r\n") and raw.endswith(b"\r\n"), f"{path.name}: CRLF")
        check(path.name.startswith("EXTF_"), path.name)
        head, columns, *rows = csv.reader(io.StringIO(raw.decode("cp1252"), newline=""), delimiter=";")
        datev_head(path.name, head, columns)
        for row in rows:
            datev_row(path.name, head, row)
            sign, amount, currency = 1 if row[1] == "S" else -1, cents(row[0], row[2]), row[2]
            basis = cents(row[4], head[21]) if row[4] else amount
            if row[47]:
                foreign, currency = re.fullmatch(r"(-?[\d.]+) ([A-Z]{3}), Kurs [\d,]+", row[48]).groups()
                amount = minor(foreign)
            for account, side in ((row[6], sign), (row[7], -sign)):
                own[account, currency] += side * amount
                base[account] += side * basis
    # What is left out, since DATEV takes no 0,00, is told with its amounts.
    for account, contra, amount, currency in re.findall(r"left out on (\d+) against (\d+): (\S+) ([A-Z]{3}),", home.told):
        own[account, currency] += minor(amount)
        own[contra, currency] -= minor(amount)
    compare("datev", own, home.by_name("datev"))
    return base


def text(node, name):
    """The text of an element of a SAF-T file, '' where it is not there."""
    return node.findtext("s:" + name.replace("/", "/s:"), "", SAFT)


def check_saft(home, folder, *words):
    """Returns the sums by account, in the currency of the books."""
    tree = ET.parse(home.export("saft", folder, *words)[0]).getroot()
    for name in ["Header/AuditFileVersion", "Header/Company/Name", "Header/DefaultCurrencyCode",
                 "Header/SelectionCriteria/SelectionStartDate"]:
        check(text(tree, name), f"saft: {name} is missing")
    accounts = {text(node, "AccountID"): node for node in tree.findall(".//s:Account", SAFT)}
    ledger = tree.find("s:GeneralLedgerEntries", SAFT)
    transactions = ledger.findall("s:Journal/s:Transaction", SAFT)
    check(int(text(ledger, "NumberOfEntries")) == len(transactions), "saft: NumberOfEntries")
    ids = [text(node, "TransactionID") for node in transactions]
    check(len(set(ids)) == len(ids), "saft: a TransactionID stands twice")
    sums, debits, credits = defaultdict(int), 0, 0
    order = ["TransactionID", "Period", "PeriodYear", "TransactionDate", "SourceID", "TransactionType",
             "Description", "SystemEntryDate", "GLPostingDate", "Line"]
    for transaction in transactions:
        names = [child.tag.split("}")[1] for child in transaction]
        check(names == sorted(names, key=order.index), "saft: order of elements")
        balance = 0
        for line in transaction.findall("s:Line", SAFT):
            account = text(line, "AccountID")
            debit, credit = minor(text(line, "DebitAmount/Amount")), minor(text(line, "CreditAmount/Amount"))
            check(debit >= 0 and credit >= 0 and (debit == 0) != (credit == 0), "saft: one side a line")
            balance += debit - credit
            debits, credits = debits + debit, credits + credit
            sums[account] += debit - credit
            check(account in accounts, f"saft: account {account} is not described")
            side = "DebitAmount" if line.find("s:DebitAmount", SAFT) is not None else "CreditAmount"
            foreign, rate, own = (text(line, f"{side}/{name}") for name in ("CurrencyAmount", "ExchangeRate", "Amount"))
            check(bool(foreign) == bool(rate), f"saft: {account}: an amount without a rate, or a rate without one")
            if rate:
                agrees("saft", foreign, rate, own, 8)
        check(balance == 0, f"saft: {text(transaction, 'TransactionID')} is off by {balance}")
    check(debits == credits == minor(text(ledger, "TotalDebit")) == minor(text(ledger, "TotalCredit")), "saft: totals")
    for code, node in accounts.items():
        opening = minor(text(node, "OpeningDebitBalance")) - minor(text(node, "OpeningCreditBalance"))
        closing = minor(text(node, "ClosingDebitBalance")) - minor(text(node, "ClosingCreditBalance"))
        check(closing - opening == sums[code], f"saft: account {code} moves by {sums[code]}")
    return sums


def check_kingdee(home, folder, *words):
    """Returns the sums by account, in the currency of the books."""
    raw = home.export("kingdee", folder, *words)[0].read_bytes()
    check(raw.startswith(b"\xef\xbb\xbf"), "kingdee: no byte order mark")
    own, base, vouchers, numbers = defaultdict(int), defaultdict(int), defaultdict(int), defaultdict(set)
    for row in table("kingdee", raw.decode("utf-8-sig"), {"FDEBIT", "FCREDIT", "FAMOUNTFOR"}):
        amount = one_sided("kingdee", row["FDEBIT"], row["FCREDIT"])
        side = 1 if row["FDEBIT"] else -1
        own[row["FACCOUNTID"], row["FCURRENCYID"]] += side * minor(row["FAMOUNTFOR"])
        base[row["FACCOUNTID"]] += amount
        vouchers[row["FYEAR"], row["FPERIOD"], row["FNUMBER"]] += amount
        numbers[row["FYEAR"], row["FPERIOD"]].add(int(row["FNUMBER"]))
        check(re.search("[\u4e00-\u9fff]", row["FEXPLANATION"]), f"kingdee: {row['FEXPLANATION']}")
        check(row["FATTACHMENTS"].isdigit() and float(row["FEXCHANGERATE"]) > 0, "kingdee: attachments, rate")
        check(int(row["FDATE"][5:7]) == int(row["FPERIOD"]), "kingdee: period")
    check(not any(vouchers.values()), "kingdee: a voucher does not balance")
    for month, found in numbers.items():
        check(found == set(range(1, max(found) + 1)), f"kingdee: vouchers of {month} have a gap")
    compare("kingdee", own, home.by_name("kingdee"))
    return base
