"""Checks rows.csv, bridges and changes.csv of an audit bundle for verify_bundle.py.

Each row as its document has it, with class, tax tag, dimensions, journal entry and exchange rate; bridges from these rows, from
settlements and from the journal; the log of changes from the archive. Not computed: how many orders there are, and over which
other currencies two are joined where the user's rates offer several ways.
"""
import bisect, calendar, collections, itertools, operator, re  # noqa: E401
from fractions import Fraction

from __main__ import DIGITS, LABEL, LABELLED, at, bare, compare, expect, inflate, iso, table, units
from verify_settlements import rows_of

SALES, BACK = ["product_sales", "shipping_credits", "gift_wrap_credits"], ["product_refunds", "shipping_refunds", "gift_wrap_refunds"]
DISCOUNTS, TAX = ["promotions", "promotion_refunds", "points"], ["tax_collected", "tax_withheld"]
FEES = [component for component, report in LABELLED.items() if report == "fees"]
PARTS = {"gross_sales": SALES, "refunds": BACK, "discounts": DISCOUNTS, "tax_collected": TAX[:1], "tax_withheld": TAX[1:],
         "fees": FEES, "other_income": ["reimbursements", "liquidations", "adjustments"], "unclassified": ["unclassified"],
         "reserve": ["reserve"], "carried_over": ["carry_over"], "card_and_loan": ["card_charge", "transfer", "loan"]}
TAGS = {"supply": SALES, "supply_taken_back": BACK, "discount": DISCOUNTS, "tax_on_supply": TAX[:1],
        "tax_withheld_by_marketplace": TAX[1:], "service_received": FEES, "compensation": ["reimbursements"],
        "supply_to_marketplace": ["liquidations"], "adjustment": ["adjustments"], "unclassified": ["unclassified"],
        "no_supply": ["reserve", "carry_over", "card_charge", "transfer", "loan"]}
TAG = {component: tag for tag, components in TAGS.items() for component in components}
SCHEMES = dict.fromkeys("DE FR IT ES NL BE IE SE PL".split(), "EU VAT") | {"UK": "UK VAT", "US": "US sales tax", "IN": "India GST"}
FORM = {"product_sales": "product_sales", "shipping_credits": "shipping", "gift_wrap_credits": "gift_wrap",
        "promotions": "promotional_rebates", "tax_collected": "sales_tax"}
EARNED = {column: roles.split() for column, roles in {
    "sales": "till_sales webstore_sales vendor_sales", "shipping": "webstore_shipping",
    "refunds": "till_refunds webstore_refunds vendor_returns", "discounts": "webstore_discounts vendor_discounts",
    "tax": "till_tax webstore_tax webstore_tax_in_prices tax_collected tax_withheld", "fees": "till_fees webstore_fees",
    "deductions": "webstore_chargebacks vendor_shortages vendor_price_differences vendor_other_deductions vendor_chargebacks "
                  "vendor_coop vendor_debit_memos",
    "other": "till_over_short webstore_adjustments exchange fx_difference", "differences": "channel_differences"}.items()}
STANDING = {"vouchers": ["till_vouchers"], "sent": ["till_in_transit", "webstore_in_transit", "vendor_in_transit"],
            "still_open": ["till_clearing", "webstore_orders", "webstore_clearing", "vendor_receivable"]}
UNNAMED = "who keeps this home"


def cells(row, names):
    """Cells of a row as they were before a spreadsheet was kept from running them as formulas."""
    return tuple(bare(row[name]) for name in names)


def text(minor, currency):
    digits = DIGITS.get(currency, 2)
    whole, part = divmod(abs(minor), 10**digits)
    return "-" * (minor < 0) + (f"{whole}.{part:0{digits}}" if digits else f"{whole}")


def clean(cell):
    return re.sub("[\x00-\x20]*$", "", bare(cell)).lstrip("".join(map(chr, range(33))))


class Rates:
    """The user's daily rates: every way from one currency to another by the last quotes not after a day."""

    def __init__(self, data):
        self.dated = collections.defaultdict(list)
        for row in table(data):
            self.dated[row["base"], row["quote"]].append((row["date"], Fraction(row["rate"])))
        for quotes in self.dated.values():
            quotes.sort(key=operator.itemgetter(0))

    def last(self, pair, day):
        place = bisect.bisect_right(self.dated.get(pair, []), day, key=operator.itemgetter(0))
        return [self.dated[pair][place - 1]] if place else []

    def quoted(self, base, quote, day):
        return self.last((base, quote), day) + [(date, 1 / rate) for date, rate in self.last((quote, base), day)]

    def ways(self, base, quote, day):
        found = self.quoted(base, quote, day)
        for other in {currency for pair in self.dated for currency in pair} - {base, quote}:
            for one, two in itertools.product(self.quoted(base, other, day), self.quoted(other, quote, day)):
                found.append((min(one[0], two[0]), one[1] * two[1]))
        return found


class Bundle:
    def __init__(self, books, root, first, last):
        self.books, self.root, self.first, self.last, self.known_rates = books, root, first, last, {}
        self.functional = books.configuration.get("functional_currency")
        self.rates = Rates(books.files.get("fx", b""))
        self.months, self.labels, self.form = (collections.defaultdict(collections.Counter) for _ in range(3))

    def read(self, name):
        return table((self.root / name).read_bytes())

    def check(self):
        with at("rows.csv"):
            self.check_rows()
        self.compare("bridges/sales_tax_by_month.csv", ["store", "marketplace", "currency", "month"], self.months,
                     [*SALES, *BACK, *DISCOUNTS, *TAX, "units", "sum"])
        for number, row in enumerate(self.read("bridges/sales_tax_by_month.csv"), 2):
            expect(row["scheme"] == SCHEMES.get(row["marketplace"], ""), f"bridges/sales_tax_by_month.csv, line {number}", "its scheme")
        self.compare("bridges/tax_labels.csv", ["store", "marketplace", "currency", "month", *LABEL], self.labels, ["amount"])
        self.compare("bridges/us_1099k.csv", ["store", "account_type", "month", "currency"], self.form,
                     [*FORM.values(), "unadjusted_gross"])
        for name, check in (("bridges/gross_net_bank.csv", self.check_gross_to_bank), ("bridges/channels.csv", self.check_channels),
                            ("changes.csv", self.check_changes)):
            with at(name):
                check()

    def compare(self, name, keys, found, columns):
        """The rows of a bridge by their first columns, and their amounts."""
        said = {}
        for row in self.read(name):
            key = tuple(cell.lower() if column in LABEL else cell for column, cell in zip(keys, cells(row, keys)))
            expect(key not in said, f"{name}, {' '.join(key)}", "it stands twice")
            expect(key in found, f"{name}, {' '.join(key)}", "no row of a document is of it")
            said[key] = row
        for key in sorted(said.keys() | found.keys()):
            for column in columns:
                with at(f"{name}, {' '.join(key)}, {column}"):
                    amount = units(said[key][column]) if key in said else 0
                compare(f"{name}, {' '.join(key)}, {column}", found[key][column] if key in found else 0, amount)

    # --- rows

    def check_rows(self):
        by_document = collections.defaultdict(dict)
        for one in self.books.settlements.values():
            by_document[one.digest][one.id] = one
        place = operator.itemgetter(0, 1)
        made = itertools.groupby((row for digest in sorted(by_document) for row in self.rows(digest, by_document[digest])), place)
        said = itertools.groupby(((row["document"], int(row["line"]), row) for row in self.read("rows.csv")), place)
        columns = ["settlement_id", "store", "account_type", "marketplace", "currency", *LABEL, "component", "tax_tag", "category",
                   "outlet", "posted_date", "local_date", "order_id", "journal_entry", "amount"]
        for (key, mine), (other, theirs) in itertools.zip_longest(made, said, fillvalue=(None, ())):
            where = f"rows.csv, document {(key or other)[0][:12]}, line {(key or other)[1]}"
            expect(key == other, where, "only one of documents and file has such a row here")
            mine, rows = sorted(row[2] for row in mine), [row[2] for row in theirs]
            found = sorted((*cells(row, columns[:-1]), units(row["amount"])) for row in rows)
            for row, stated in itertools.zip_longest(mine, found, fillvalue=("",) * len(columns)):
                for name, value, said_value in zip(columns, row, stated):
                    expect(value == said_value, f"{where}, {name}", f"the document says {value}, the file {said_value}")
            for row in rows:
                self.check_rate(row, where)

    def rows(self, digest, settlements):
        """What each amount of a document must be in the row file, by document and line; the bridges take it, too."""
        reading, places = next(iter(settlements.values())).reading, {}
        for number, read, event, label, amount, _, quantity, order in rows_of(inflate(self.books.archive.read(digest)), reading, {}):
            one = settlements.get(read.id)
            if not one:
                continue  # another document has this settlement in force
            if (one.id, event) not in places:
                places[one.id, event] = self.books.place(one, event)
            (code, posted, local, category, outlet), _, market = places[one.id, event]
            if not self.first <= local <= self.last:
                continue
            component, names = self.books.component(label, posted), [clean(reading.text(part)) for part in label]
            self.take(one, code, local[:7], component, names, amount, quantity if market else 0)
            if order is None:
                continue  # a row of a V1 file that has a quantity and no amount
            yield digest, number, (one.id, one.store, one.kind, code, one.currency, *names, component, TAG[component], category, outlet,
                                   posted, local, clean(reading.text(order)), f"{one.store}-{one.id}-{local[:7]}", amount)

    def take(self, one, code, month, component, names, amount, quantity):
        key, label = (one.store, code, one.currency, month), tuple(name.lower() for name in names)
        sums = self.months[key]
        sums[component] += amount
        sums["units"] += quantity
        sums["sum"] += amount * (component in {*SALES, *BACK, *DISCOUNTS, *TAX})
        if component in TAX:
            self.labels[(*key, *label)]["amount"] += amount
        if code == "US" and label[0] == "order":
            sums = self.form[one.store, one.kind, month, "USD"]
            if component in FORM:
                sums[FORM[component]] += amount
                sums["unadjusted_gross"] += amount

    def check_rate(self, row, where):
        key = row["currency"], row["local_date"], *cells(row, ["fx_currency", "fx_rate", "fx_date", "fx_source"])
        if key not in self.known_rates:
            self.known_rates[key] = self.is_rate(*key)
        expect(self.known_rates[key], f"{where}, fx_rate", f"the user's rates do not say {' '.join(key[2:])} on {key[1]}")

    def is_rate(self, currency, day, functional, rate, date, source):
        if not self.functional:
            return not any((functional, rate, date, source))
        if currency == self.functional:
            return (functional, rate, date, source) == (currency, "1", day, "same currency")
        ways = self.rates.ways(currency, self.functional, day)
        if not rate:
            return (functional, date, source) == (self.functional, "", "no rate") and not ways
        decimals = DIGITS.get(self.functional, 2) + 6
        if len(rate.partition(".")[2]) != decimals:
            return False
        step = Fraction(1, 10**decimals)
        return (functional == self.functional and source == self.books.configuration["master"].get("fx")
                and any(date == found and 2 * abs(Fraction(rate) - value) <= step for found, value in ways))

    # --- bridges

    def check_gross_to_bank(self):
        name, deposits, shared = "bridges/gross_net_bank.csv", collections.defaultdict(list), collections.Counter()
        for row in self.read("reports/deposits.csv"):
            shared[row["line_id"]] += 1
            deposits[row["store"], row["settlement_id"]].append(row)
        said = {row["settlement_id"]: row for row in self.read(name)}
        for id, one in sorted(self.books.settlements.items()):
            row = said.pop(id, None)
            expect(bool(row) == (self.first <= iso(one.end)[:10] <= self.last), f"{name}, {id}", "it ends in these days, or it does not")
            if not row:
                continue
            parts = collections.Counter()
            for key, sums in one.figures.items():
                parts[key[5]] += sums[0]
            for column, components in PARTS.items():
                compare(f"{name}, {id}, {column}", sum(parts[component] for component in components), units(row[column]))
            compare(f"{name}, {id}, total", one.stated, units(row["total"]))
            compare(f"{name}, {id}", (one.store, one.kind, one.currency, iso(one.end)),
                    cells(row, ["store", "account_type", "currency", "end"]))
            lines = sorted(deposits[one.store, id], key=lambda line: (line["booking_date"], line["line_id"]))
            compare(f"{name}, {id}, bank_lines", "|".join(line["line_id"] for line in lines), row["bank_lines"])
            if row["bank_amount"]:  # of a line that pays several settlements each has its own total
                expect(lines, f"{name}, {id}, bank_amount", "no bank line is its")
                paid = sum(one.total if shared[line["line_id"]] > 1 else units(line["amount"]) for line in lines)
                compare(f"{name}, {id}, bank_amount", (paid, {line["currency"] for line in lines}, lines[-1]["booking_date"]),
                        (units(row["bank_amount"]), {row["bank_currency"]}, row["bank_date"]))
            else:
                expect(not row["bank_currency"] and not row["bank_date"], f"{name}, {id}", "a bank's currency or day, and no amount")
                expect(not lines or len({line["currency"] for line in lines}) > 1 or any(
                    shared[line["line_id"]] > 1 and line["currency"] != one.currency for line in lines), f"{name}, {id}", "no bank_amount")
        expect(not said, name, f"{next(iter(said), '')} is in no document")

    def check_channels(self):
        """The journal's entries of channels by month, with corrections where they belong; whole months only."""
        name, columns, found = "bridges/channels.csv", {}, collections.defaultdict(collections.Counter)
        for column, roles in (EARNED | STANDING).items():
            columns |= dict.fromkeys(roles, column)
        journal = list(self.read("reports/journal.csv"))
        dates = {bare(row["entry_id"]): row["date"] for row in journal if not row["corrects"]}
        dates |= {f"BANK-{id}": day for id, day in self.books.bank_days.items()}  # what came after a lock is dated later
        undated = set()  # whose bank entries are of a month that nobody knows
        for row in journal:
            root, channel, amount = bare(row["corrects"] or row["entry_id"]), row["channel"], units(row["amount"])
            if channel in {"till", "webstore", "vendor"}:
                monthly = re.search(r"-(\d{4}-\d\d)-[A-Z]+$", root)
                month, column = monthly[1] if monthly else self.books.payment_days.get(root, "")[:7], columns[row["role"]]
                amount *= -1 if column in EARNED else 1
            elif channel == "bank" and row["role"] in STANDING["sent"]:
                channel, month, column, amount = row["role"].partition("_")[0], dates.get(root, "")[:7], "bank", -amount
            else:
                continue
            place = channel, *cells(row, ["store", "outlet", "currency"])
            found[(*place, month)][column] += amount
            if column == "bank" and not month:
                undated.add(place)
        edges = set() if self.first[8:] == "01" else {self.first[:7]}
        if int(self.last[8:]) < calendar.monthrange(int(self.last[:4]), int(self.last[5:7]))[1]:
            edges.add(self.last[:7])
        said, identity = {}, collections.Counter()
        for row in self.read(name):
            key = cells(row, ["channel", "store", "outlet", "currency", "month"])
            said[key] = row
            left = sum(units(row[column]) for column in EARNED) - sum(units(row[column]) for column in STANDING)
            identity[key if key[0] != "vendor" else ("vendor", "", "", *key[3:])] += left
        for key, left in identity.items():
            compare(f"{name}, {' '.join(key)}, what it earned less what it stands on", 0, left)
        for key in sorted(said.keys() | found.keys()):
            if self.first[:7] <= key[4] <= self.last[:7] and key[4] not in edges:
                for column in [*EARNED, *STANDING, *["bank"] * (key[:4] not in undated)]:
                    amount = units(said[key][column]) if key in said else 0
                    compare(f"{name}, {' '.join(key)}, {column}", found[key][column], amount)

    # --- changes

    def check_changes(self):
        said, made = collections.Counter(), collections.Counter(self.changes())
        for row in self.read("changes.csv"):
            why = "reissued" if row["kind"] == "restatement" else clean(row["why"])
            said[(*(clean(row[name]) for name in ("at", "kind", "subject", "who", "what")), why, row["document"])] += 1
        for change in sorted((said - made) | (made - said)):
            expect(False, f"changes.csv, {' '.join(change[:5])}", "only one of archive and file has it, or has it so")

    def changes(self):
        files, received, archive = {}, {}, self.books.archive
        for delivery in self.books.deliveries:
            at = iso(received.setdefault(delivery.sha256, delivery.received) if delivery.kind == "settlement" else delivery.received)
            change = None
            if delivery.kind == "decision":
                lines = archive.read(delivery.sha256).decode().split("\n")
                who, why = (lines[2], lines[3:]) if lines[0] == "acorn decision 2" else ("", lines[1:])
                what = {"archive": "archive accepted as it was", "clock": "clock set back"}.get(delivery.source, "exception accepted")
                change = who, what, "\n".join(why)
            elif delivery.kind == "period":
                act, month, *rest = [re.sub("%(25|09|0a)", lambda code: chr(int(code[1], 16)), cell)
                                     for cell in archive.read(delivery.sha256).decode().split("\n")[1].split("\t")]
                change = ((rest or [""])[0], "month locked with its journal and trial balance", "") if act == "lock" else (
                    (rest[1:] or [""])[0], f"month {month} opened again", rest[0])
            elif delivery.kind == "master":
                before = files.get(delivery.source)
                files[delivery.source] = delivery.sha256 if delivery.bytes else None
                what = "no longer named in acorn.toml" if not delivery.bytes else f"replaces {before}" if before else "first version"
                change = "", what, ""
            if change:
                who, what, why = map(clean, change)
                yield at, delivery.kind, clean(delivery.source), who or UNNAMED, what, why, delivery.sha256
        for versions in self.books.versions.values():
            for number, (old, new) in enumerate(zip(versions, versions[1:]), 2):
                parts = [collections.Counter(), collections.Counter()]
                for sums, one in zip(parts, (old, new)):
                    for key, figures in one.figures.items():
                        sums[key[5]] += figures[0]
                for component in sorted(parts[0].keys() | parts[1].keys()):
                    before, after = (text(sums[component], new.currency) for sums in parts)
                    if before != after:
                        yield (iso(received[new.digest]), "restatement", new.id, "Amazon",
                               f"version {number}: {component} {before} becomes {after} {new.currency}", "reissued", new.digest)
