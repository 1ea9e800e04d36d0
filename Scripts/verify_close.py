#!/usr/bin/env python3
"""Checks a close of Acorn without Acorn: reads the raw documents again and computes anew what the reports say.

    verify_close.py HOME [REPORTS]      REPORTS is the folder of one close; HOME/reports/latest if none is named
    verify_close.py BUNDLE              an audit bundle, as .tar.gz or folder

It shares no code with Acorn. It agrees (exit 0), or names the first disagreement and its place (exit 1): bytes of all
documents, the chain of certificates, digests of all reports; then from the raw settlement files: which are refused,
version in force, totals, every line of components.csv and profit.csv, the identities rows-total, rows-complete, period,
chain, debt-chain and reserve-chain, and what the journal books of each settlement.
Taken as data, for the reader to judge: rules.tsv (label to component), chart.tsv (component to account),
marketplaces.tsv (name to code, currency, time zone); store and account of each settlement as settlements.csv has them.
Not recomputed: the identities that compare settlements with answers of SP-API and with bank statements.
"""
import collections, csv, datetime, decimal, hashlib, io, itertools, json, operator, re, sys, tomllib, zlib, zoneinfo  # noqa: E401
from pathlib import Path

TRIM = bytes(range(33))
BLANKS = TRIM.decode()
DIGITS = dict.fromkeys("JPY KRW VND CLP ISK XAF XOF UGX PYG".split(), 0) | dict.fromkeys(
    "BHD KWD OMR JOD TND IQD LYD".split(), 3)
NO_GOODS = [("", "(none)", None), ("", "(uncatalogued)", None)]
CASH_ONLY = {"reserve", "carry_over", "card_charge", "transfer", "loan"}
COLUMNS = (b"settlement-id settlement-start-date settlement-end-date total-amount currency transaction-type marketplace-name "
           b"posted-date-time posted-date sku merchant-order-id fulfillment-id quantity-purchased amount-type").split()
POSTED, NEEDED = COLUMNS[7:9], [b"order-id", *COLUMNS[:7], b"sku", b"quantity-purchased"]
V2 = [(b"amount-description", b"amount", b"")]  # column of the kind, of the amount, amount type if no column has it
V1 = [(b"shipment-fee-type", b"shipment-fee-amount", b"Shipment-Fees"), (b"order-fee-type", b"order-fee-amount", b"Order-Fees"),
      (b"price-type", b"price-amount", b"ItemPrice"), (b"item-related-fee-type", b"item-related-fee-amount", b"ItemFees"),
      (b"", b"misc-fee-amount", b"MiscFees"), (b"other-fee-reason-description", b"other-fee-amount", b"OtherFees"),
      (b"promotion-type", b"promotion-amount", b"Promotion"), (b"", b"other-amount", b"other-transaction"),
      (b"direct-payment-type", b"direct-payment-amount", b"DirectPayment")]
V1_NEEDED = [*V1[2][:2], *V1[3][:2], V1[7][1]]
TIME = re.compile(rb"(\d{1,4})([-./])(\d\d?)\2(\d{1,4})(?:[ T](\d\d?):(\d\d)(?::(\d\d))?(?:\.\d{1,9})? *"
                  rb"(?:UTC|GMT|Z|([+-])(\d\d):?(\d\d))?)?")
NEVER = -(2**63)
Delivery = collections.namedtuple("Delivery", "sha256 bytes kind source store received published")

class Disagreement(Exception):
    """The close says something else than its documents."""

class Refused(Exception):
    """Why nothing of a document may be posted."""

def expect(holds, place, text):
    if not holds:
        raise Disagreement(f"{place}: {text}")

def refuse(why):
    raise Refused(why)

def sha256(data):
    return hashlib.sha256(data).hexdigest()

def table(data, **form):
    """The rows of a CSV or TSV file, as dictionaries of trimmed cells."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), **form)
    names = [name.strip(BLANKS) for name in next(rows, [])]
    return [dict(zip(names, itertools.chain((cell.strip(BLANKS) for cell in cells), itertools.repeat(""))))
            for cells in rows if any(cells)]

def iso(seconds, zone=datetime.timezone.utc):
    return datetime.datetime.fromtimestamp(seconds, zone).isoformat()[:19] + "Z"


# --- archive and certificates

class Archive:
    """The documents of a home, and the log of how they came in."""

    def __init__(self, root):
        self.root, self.log, self.deliveries, self.ends = root, (root / "deliveries.tsv").read_bytes(), [], [0]
        for number, line in enumerate(self.log.splitlines(keepends=True), 1):
            body, _, check = line[:-1].rpartition(b"\t")
            expect(sha256(body)[:16].encode() == check and line[-1:] == b"\n", f"deliveries.tsv:{number}", "damaged")
            cells = [re.sub(b"%(..)", lambda m: bytes.fromhex(m[1].decode()), cell).decode() for cell in body.split(b"\t")]
            self.deliveries.append(Delivery(cells[0], int(cells[1]), *cells[2:5], int(cells[5]), int(cells[6] or NEVER)))
            self.ends.append(self.ends[-1] + len(line))

    def read(self, digest):
        path = self.root / "objects" / digest[:2] / digest
        expect(path.is_file(), path, "the document is missing")
        data = path.read_bytes()
        expect(sha256(data) == digest, path, "its bytes are not those that its name stands for")
        return data

def unsealed(data, place):
    """The certificate in these bytes; its last member is the digest of the bytes before it."""
    body, _, seal = data.rpartition(b'"seal":')
    expect(seal == f'"{sha256(body)}"}}\n'.encode(), place, "it has been changed: its seal does not fit")
    return json.loads(data)

def check_certificates(archive, last):
    """Follows the chain back to the first close; returns the deliveries that the last one knew."""
    chain, known = [last], []
    while digest := chain[-1]["previous"]:
        expect(any(d.kind == "certificate" and d.sha256 == digest for d in archive.deliveries),
               f"certificate {digest}", "the archive's log does not have it")
        chain.append(unsealed(archive.read(digest), f"certificate {digest}"))
    for certificate in reversed(chain):
        place, stated, before = f"certificate of {certificate['run']['as_of']}", certificate["archive"], known
        expect(stated["log_bytes"] in archive.ends and sha256(archive.log[: stated["log_bytes"]]) == stated["log_sha256"],
               place, "the archive's log is not the one that it certifies")
        known = archive.deliveries[: archive.ends.index(stated["log_bytes"])]
        listed = [(i["sha256"], i["bytes"], i["kind"]) for i in certificate["inputs"]]
        expect(known[: len(before)] == before and listed == [d[:3] for d in known[len(before) :]], place,
               "its inputs are not what came since the certificate before it")
    return known


# --- a settlement file: its dialect is the one under which its rows add up to its total

def inflate(data):
    text = b"" if data.startswith(b"\x1f\x8b") else data
    while data.startswith(b"\x1f\x8b"):  # what follows the last member is not the file's
        member = zlib.decompressobj(31)
        try:
            text += member.decompress(data)
        except zlib.error as error:
            refuse(f"gzip: {error}")
        data = member.unused_data if member.eof else refuse("gzip: the file is cut off")
    return text

class Reading:
    """One way to understand the dates, amounts and characters of a file; it notes where it had a choice."""

    def __init__(self, data, day_first=True, usual=True):
        self.day_first, self.usual, self.digits, self.choices, self.known = day_first, usual, 2, set(), {}
        wide = [line for line in data.split(b"\n") if not line.isascii()]
        is_utf8 = sum(line.decode(errors="ignore").encode() != line for line in wide) * 2 <= len(wide)
        legacy = "cp932" if b"JPY" in data[:4096].split() else "cp1252"
        self.encoding = "utf-8" if is_utf8 or data.startswith(b"\xef\xbb\xbf") else legacy

    def text(self, raw):
        try:
            return raw.decode(self.encoding)
        except UnicodeDecodeError:
            return "".join(chr(byte) if byte < 128 else f"\\x{byte:x}" for byte in raw)

    def time(self, raw):
        """Seconds since 1970 in UTC, and how many the text leaves open: a second or a day."""
        if raw not in self.known:
            first, mark, second, last, hour, minute, secs, sign, *off = (TIME.fullmatch(raw) or refuse(f"date {raw}")).groups()
            year, month, day = first, second, last
            if len(first) < 4:
                year, month, day = b"20" * (len(last) == 2) + last, second, first
                if mark != b"." or len(last) == 2:
                    self.choices.add("date")
                    month, day = (second, first) if self.day_first else (first, second)
            moment = datetime.datetime(*map(int, (year, month, day, hour or 0, minute or 0)), min(int(secs or 0), 59),
                                       tzinfo=datetime.timezone.utc).timestamp()
            offset = int(sign + b"1") * (int(off[0]) * 60 + int(off[1])) * 60 if sign else 0
            self.known[raw] = int(moment) - offset, 86400 if hour is None else 1
        return self.known[raw]

    def units(self, raw):
        """Minor units of an amount: digits, and . or , before decimals or between thousands."""
        if (raw, self.digits) not in self.known:
            groups, marks = re.split(b"[.,]", raw.lstrip(b"+-")), re.findall(b"[.,]", raw)
            has_decimals = len(marks) == 1 or len(marks) > 1 and marks[-1] != marks[0]
            if len(marks) == 1 and len(groups[1]) == 3 and groups[0] != b"0":
                self.choices.add("amount")
                has_decimals = self.usual == (self.digits == 3)
            whole, decimals = (groups[:-1], groups[-1]) if has_decimals else (groups, b"0")
            if not (re.fullmatch(rb"[+-]?\d[\d.,]*", raw) and decimals and len(set(marks[: len(whole) - 1])) < 2
                    and (len(whole) == 1 or len(whole[0]) < 4 and all(len(group) == 3 for group in whole[1:]))):
                refuse(f"amount {raw}")
            units = int(b"".join(whole) + decimals) * 10**self.digits
            if units % 10 ** len(decimals) or units >= 2**63:
                refuse(f"amount {raw}")
            self.known[raw, self.digits] = units // 10 ** len(decimals) * (-1 if raw[:1] == b"-" else 1)
        return self.known[raw, self.digits]

class Settlement:
    """A settlement of a file: its summary, and its rows summed by event and label."""

    def __init__(self, id, cells, reading):
        self.id, self.cells, self.currency, self.reading = id.decode(), cells, cells[3].decode(), reading
        reading.digits = self.digits = DIGITS.get(self.currency, 2)
        self.start, (self.end, unit) = reading.time(cells[0])[0], reading.time(cells[1])
        if self.start >= self.end or not re.fullmatch("[A-Z]{3}", self.currency):
            refuse("its summary line makes no sense")
        self.end += unit - 1
        self.stated, self.rows, self.total, self.sums = reading.units(cells[2]), 0, 0, {}

def rows_of(data, reading, settlements):
    """Yields (line, settlement, event, label, minor units, rows, quantity) for each amount; fills `settlements`."""
    pick = None
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        fields = line.rstrip(TRIM).split(b"\t")
        if b" \t" in line or b"\t " in line:
            fields = [field.strip(TRIM) for field in fields]
        if fields == [b""]:
            continue
        if not pick or fields[0] == names[0]:
            names = [field.lower() for field in fields]
            kinds = V1 if b"price-amount" in names else V2
            needed = NEEDED + (V1_NEEDED if kinds is V1 else [b"amount-type", *V2[0][:2]])
            if not {*needed} <= {*names} or len({*names} - {b""}) < len(names) - names.count(b"") or not {*names} & {*POSTED}:
                refuse("columns are missing or stand twice")
            pick = operator.itemgetter(*(names.index(name) if name in names else -1 for name in COLUMNS))
            pairs = [(*(names.index(n) if n in names else -1 for n in entry[:2]), entry[2], entry[1]) for entry in kinds]
            continue
        if line.count(b"\t") >= len(names):
            refuse(f"line {number} has more fields than the header")
        fields += [b""] * (len(names) + 1 - len(fields))  # the last one stands for columns that the file lacks
        id, start, end, total, currency, kind, market, time, date, sku, order, fulfillment, bought, type = pick(fields)
        if total and id not in settlements:
            settlements[id] = Settlement(id, (start, end, total, currency), reading)
        one = settlements.get(id) or refuse(f"line {number} has no summary line before it")
        if total and any(new and new != old for new, old in zip((start, end, total, currency), one.cells)):
            refuse(f"line {number} contradicts the summary")
        amounts = [pair for pair in pairs if kinds is V2 or fields[pair[1]]]
        if total and not kind and not any(fields[pair[1]] for pair in amounts):
            continue
        event = (market, time or date, sku, order, fulfillment)
        reading.digits, (posted, unit) = one.digits, reading.time(event[1])
        if not one.start // unit <= posted // unit <= one.end // unit:
            refuse(f"line {number} is posted outside of the period")
        count, quantity = 1, int(bought or 0) if kind.lower() == b"order" else 0
        for what, amount, name, column in amounts:
            label = (kind, name or type, fields[what])
            if column == b"other-amount":  # Amazon's mapping of V1 to V2
                text, suffix = re.fullmatch(rb"(.*?)( - Reversal| - Correction)?", kind, re.S).groups()
                label = (b"other-transaction" + (suffix or b""), name, text)
            is_sale = quantity and kinds is V2 and (type.lower(), label[2].lower()) == (b"itemprice", b"principal")
            yield number, one, event, label, reading.units(fields[amount]), count, quantity if is_sale else 0
            count = 0
        if kinds is V1 and (count or quantity):
            yield number, one, event, (kind, b"ItemPrice", b"Principal"), 0, count, quantity

def proved(data):
    """The settlements of a file under the one reading that proves itself."""
    def attempt(*choice):
        reading, found = Reading(data, *choice), {}
        try:
            for _, one, event, label, units, count, quantity in rows_of(data, reading, found):
                sums = one.sums.setdefault(event, {}).setdefault(label, [0, 0, 0])
                sums[:] = sums[0] + units, sums[1] + count, sums[2] + quantity
            for one in found.values():
                one.total, one.rows, _ = map(sum, zip(*(s for event in one.sums.values() for s in event.values()), (0, 0, 0)))
            return reading, found, "; ".join(f"{o.total} is not {o.stated}" for o in found.values() if o.total != o.stated)
        except (Refused, ValueError) as reason:
            return reading, {}, str(reason)
    tries = [attempt()]
    if choices := tries[0][0].choices:
        tries.append(attempt(*((False, True) if "date" in choices else (True, False))))
    good = [(reading, found) for reading, found, problem in tries if found and not problem]
    meant = [[(o.start, o.sums, [reading.time(e[1]) for e in o.sums]) for o in f.values()] for reading, f in good if tries[1:]]
    if len(meant) == 2 and meant[0] != meant[1]:
        refuse("it can be read in two ways")
    return good[0][1] if good else refuse(tries[0][2] or "there is no settlement in it")


# --- the books: what the documents and the user's files say together

class Books:
    """Settlements in force, each with its figures by dimensions and component."""

    def __init__(self, archive, deliveries, reports):
        files = {d.source: archive.read(d.sha256) for d in deliveries if d.kind == "master"}  # the last ones count
        self.stores = {store["id"]: store for store in tomllib.loads(files["configuration"].decode()).get("store", [])}
        self.goods, self.bindings, self.rules, documents, versions = (collections.defaultdict(list) for _ in range(5))
        self.stated = {row["settlement_id"]: row for row in table((reports / "settlements.csv").read_bytes())}
        self.markets, self.cost_currency, self.components, self.refused = {}, {}, {}, {}
        for row in table((reports / "marketplaces.tsv").read_bytes(), delimiter="\t"):
            self.markets[row["code"]] = self.markets[row["name"].lower()] = row | {"zone": zoneinfo.ZoneInfo(row["time_zone"])}
        for row in table((reports / "rules.tsv").read_bytes(), delimiter="\t", quoting=csv.QUOTE_NONE):
            label = tuple(row[name].encode().lower() for name in ("transaction_type", "amount_type", "amount_description"))
            self.rules[label].append((row["valid_from"], row["component"]))
        for row in table(files.get("catalog", b"")):
            cost = int(decimal.Decimal(row["unit_cost"]).scaleb(DIGITS.get(row["currency"], 2))) if row.get("unit_cost") else None
            self.goods[row["store"], row["sku"]].append((row.get("effective_from", ""), row["category"], cost))
            self.cost_currency |= {row["store"]: row["currency"]} if row.get("unit_cost") else {}
        for row in table(files.get("outlet_bindings", b"")):
            self.bindings[row["store"]].append((int(row["priority"]), row["outlet_id"].encode(), row))
        for entries in itertools.chain(self.rules.values(), self.goods.values(), self.bindings.values()):
            entries.sort(key=lambda entry: entry[:2] if len(entry) == 3 and type(entry[0]) is int else entry[:1])
        for delivery in deliveries:
            if delivery.kind == "settlement":
                documents[delivery.sha256].append(delivery)
        for digest, came in sorted(documents.items()):
            published = min((d.published for d in came if d.published > NEVER), default=NEVER)
            try:
                for one in proved(inflate(archive.read(digest))).values():
                    stated = self.stated.get(one.id, {"store": "", "home_marketplace": ""})
                    if {d.store for d in came} - {"", stated["store"]} or stated["store"] not in self.stores:
                        refuse("it belongs to no store, or to several")
                    one.store, one.kind, one.home = stated["store"], stated["account_type"], stated["home_marketplace"]
                    self.decompose(one)
                    versions[one.id].append((published, one.rows, digest, one))
            except Refused as reason:
                self.refused[digest] = str(reason)
        self.versions = {id: len(found) for id, found in versions.items()}
        self.settlements = {id: max(found, key=lambda version: version[:3])[3] for id, found in versions.items()}

    def component(self, label, day):
        if (label, day) not in self.components:
            kind, type, description = (part.lower() for part in label)
            found = [rule for text in (b"*", description) for rule in self.rules[kind, type, text] if rule[0] <= day]
            self.components[label, day] = found[-1][1] if found else "unclassified"
        return self.components[label, day]

    def decompose(self, one):
        """Sums a settlement's rows by marketplace, days, category, outlet and component."""
        one.figures, one.parts, home = {}, collections.Counter(), self.markets[one.home]
        for event, labels in one.sums.items():
            name, _, sku, order, fulfillment = map(one.reading.text, event)
            market, moment = self.markets.get(name.lower()), one.reading.time(event[1])[0]
            local, posted = iso(moment, (market or home)["zone"])[:10], iso(moment)[:10]
            dated = self.goods.get((one.store, sku), []) if sku else []
            _, category, cost = ([good for good in dated if good[0] <= local] or dated[:1] or [NO_GOODS[sku != ""]])[-1]
            where = (market["code"] if market else "(other)" if name else "(none)", posted, local, category,
                     self.outlet(one.store, (market or home)["code"], local, order, sku, fulfillment))
            for label, (units, rows, quantity) in labels.items():
                component = self.component(label, posted)
                sums = one.figures.setdefault((*where, component), [0, 0, 0, 0, 0])
                sums[0], sums[1] = sums[0] + units, sums[1] + rows
                if quantity and market:
                    sums[2], sums[3], sums[4] = sums[2] + quantity, sums[3] + quantity * (cost is None), sums[4] + quantity * (cost or 0)
                one.parts[label[2].lower() if component == "reserve" else component] += units
        one.sums = None

    def outlet(self, store, market, day, order, sku, fulfillment):
        for _, outlet, row in self.bindings[store]:
            kind, value = row["binding_type"], row["binding_value"]
            low, _, high = value.encode().partition(b"..")
            if (row["marketplace"] == market and row.get("valid_from", "") <= day < (row.get("valid_until") or "9999") and (
                    kind == "merchant_order_prefix" and order.startswith(value) or kind == "sku_prefix" and sku.startswith(value)
                    or kind == "fulfillment_id" and fulfillment == value
                    or kind == "sku_range" and sku and low <= sku.encode()[: len(low)] <= high)):
                return outlet.decode()
        return "(unassigned)"


# --- what the reports say

def units(text):
    return int(text.replace(".", ""))

def check_settlements(books, refused):
    expect(books.refused.keys() == set(refused), "refused documents", {
        digest[:12]: books.refused.get(digest, "can be read") for digest in books.refused.keys() ^ set(refused)})
    expect(books.stated.keys() == books.settlements.keys(), "settlements.csv", "not the settlements of the documents: "
           + " ".join(sorted(books.stated.keys() ^ books.settlements.keys())))
    for id, row in books.stated.items():
        one = books.settlements[id]
        found = [one.currency, iso(one.start), iso(one.end), one.stated, one.total, one.rows, books.versions[id],
                 sum(sums[1] for key, sums in one.figures.items() if key[5] == "unclassified")]
        said = [row["currency"], row["start"], row["end"], *(units(row[n]) for n in ("stated_total", "rows_total", "rows",
                "version", "unclassified_rows"))]
        expect(found == said, f"settlements.csv, settlement {id}", f"the documents say {found}, the report {said}")

def check_components(books, rows):
    left = {(id, one.store, key[0], one.currency, *key[1:]): sums[:2] for id, one in books.settlements.items()
            for key, sums in one.figures.items()}
    for row in rows:
        *key, amount, count = (cell.lstrip("'") for cell in row.values())
        found, said = left.pop(tuple(key), "nothing"), [units(amount), int(count)]
        expect(found == said, f"components.csv, {' '.join(key)}", f"the documents say {found}, the report {said}")
    expect(not left, "components.csv", f"it lacks {next(iter(left.items()), '')}")

def check_profit(books, rows):
    lines = collections.defaultdict(collections.Counter)
    for one in books.settlements.values():
        for (_, _, local, category, outlet, component), sums in one.figures.items():
            if component not in CASH_ONLY:
                line = lines[one.store, category, outlet, local[:7], one.currency]
                for name, value in zip((component, "units", "units_without_cost", "cogs"), (sums[0], *sums[2:4], -sums[4])):
                    line[name] += value
                line["net_before_cogs"] += sums[0]
    for row in rows:
        key, names = tuple(cell.lstrip("'") for cell in list(row.values())[:5]), list(row)
        found = lines.pop(key, {})
        for name in names[5 : names.index("cogs") + 1]:
            expect(units(row[name] or "0") == found.get(name, 0), f"profit.csv, {' '.join(key)}, {name}",
                   f"the documents say {found.get(name, 0)} (minor units), the report {row[name]}")
    expect(not any(any(line.values()) for line in lines.values()), "profit.csv", f"it lacks some of {list(lines)}")

def check_identities(books, rows, certificate):
    """An identity that the report says holds must hold here, and the other way round."""
    chains, holds = collections.defaultdict(list), {}
    for one in sorted(books.settlements.values(), key=lambda one: (one.end, one.id)):
        chains[one.store, one.currency, one.kind, one.home].append(one)
    for chain in chains.values():
        for before, one in zip([None, *chain], chain):
            debt, reserve = one.parts["carry_over"], one.parts[b"previous reserve amount balance"]
            joined = before is not None and one.start <= before.end
            holds |= {("rows-total", one.id): True, ("rows-complete", one.id): True, ("period", one.id): True,
                      ("chain", one.id): joined and one.start == before.end,
                      ("debt-chain", one.id): debt == min(before.stated, 0) if joined else before is None and debt == 0,
                      ("reserve-chain", one.id): reserve == -before.parts[b"current reserve amount"] if joined
                      else before is None and reserve == 0}
    for row in rows:
        key = row["identity"], row["settlement_id"]
        said = row["status"] == "holds"
        expect(holds.pop(key, said) == said, f"reconciliation.csv, {' '.join(key)}", f"it says {row['status']}")
    expect(not holds, "reconciliation.csv", f"it lacks {next(iter(holds), '')}")
    counts = collections.Counter((row["identity"], row["status"]) for row in rows)
    said = {(name, status): n for name, each in certificate["identities"].items() for status, n in each.items() if n}
    expect(counts == said, "certificate.json", f"its identities {said} are not those of reconciliation.csv {counts}")

def main(home, reports=None):
    home, reports = Path(home), Path(reports or Path(home) / "reports/latest")
    certificate = unsealed((reports / "certificate.json").read_bytes(), "certificate.json")
    archive = Archive(home / "archive")
    for digest in sorted({delivery.sha256 for delivery in archive.deliveries}):
        archive.read(digest)
    known = check_certificates(archive, certificate)
    stated = {report["name"]: report["sha256"] for report in certificate["reports"]}
    found = {path.name: sha256(path.read_bytes()) for path in reports.iterdir() if path.name != "certificate.json"}
    for name in sorted(stated.keys() | found.keys()):
        expect(stated.get(name) == found.get(name), reports / name, "it is not the file that the certificate states")
    books = Books(archive, known, reports)
    rows = {name: table((reports / f"{name}.csv").read_bytes()) for name in ("components", "profit", "reconciliation")}
    check_settlements(books, certificate["refused"])
    check_components(books, rows["components"])
    check_profit(books, rows["profit"])
    check_identities(books, rows["reconciliation"], certificate)
    print(f"agrees: {len(known)} deliveries, {len(books.settlements)} settlements, {len(rows['components'])} components")

if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Disagreement as disagreement:
        sys.exit(f"DISAGREES at {disagreement}")
