#!/usr/bin/env python3
"""Checks a close of Acorn without Acorn: reads the raw documents again and computes anew what the reports say.

    verify_close.py HOME [REPORTS]      REPORTS is the folder of one close; HOME/reports/latest if none is named
    verify_close.py BUNDLE              an audit bundle, as .tar.gz or folder

It shares no code with Acorn. It agrees (exit 0) or names the first disagreement and its place (exit 1): bytes of all
documents, chain of certificates, digests of reports; then from the raw settlement files which are refused, the version
in force, totals, every line of components.csv and profit.csv (to cost of goods), the identities rows-total, period,
chain, debt-chain, reserve-chain; that journal entries sum to zero, book each settlement and make up the trial balance;
what it books of tills, web stores and vendors (verify_journal.py, verify_channels.py, verify_sheets.py, verify_vendor.py).
Taken as data: rules, marketplaces, layouts (.tsv); store, account type and home marketplace of a settlement (settlements.csv).
Not recomputed: the identities that compare settlements with answers of SP-API and with bank statements.
"""
import collections, csv, datetime, decimal, functools, hashlib, io, itertools, json, operator, re, sys, tomllib, zlib, zoneinfo
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
V1 = [tuple(entry.split(b"=")) for entry in (  # the same for each of the nine amounts that a V1 row may hold
    b"price-type=price-amount=ItemPrice item-related-fee-type=item-related-fee-amount=ItemFees =other-amount=other-transaction "
    b"shipment-fee-type=shipment-fee-amount=Shipment-Fees order-fee-type=order-fee-amount=Order-Fees =misc-fee-amount=MiscFees "
    b"other-fee-reason-description=other-fee-amount=OtherFees promotion-type=promotion-amount=Promotion "
    b"direct-payment-type=direct-payment-amount=DirectPayment").split()]
KEY = "settlement_id store marketplace currency posted_date local_date category outlet component".split()
TIME = re.compile(rb"(\d{1,4})([-./])(\d\d?)\2(\d{1,4})(?:[ T](\d\d?):(\d\d)(?::(\d\d))?(?:\.\d{1,9})? *"
                  rb"(?:UTC|GMT|Z|([+-])(\d\d):?(\d\d))?)?")
NEVER = -(2**63)
Delivery = collections.namedtuple("Delivery", "sha256 bytes kind source store received published")

class Disagreement(Exception): """The close says something else than its documents."""  # noqa: E701
class Refused(Exception): """Why nothing of a document may be posted."""  # noqa: E701
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
    return (dict(zip(names, itertools.chain((cell.strip(BLANKS) for cell in cells), itertools.repeat(""))))
            for cells in rows if any(cells))
def iso(seconds, zone=datetime.timezone.utc):
    return datetime.datetime.fromtimestamp(seconds, zone).isoformat()[:19] + "Z"

# --- archive and certificates

class Archive:  # the documents of a home, and the log of how they came in
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
        text += member.decompress(data)
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

class Settlement:  # of a file: its summary, and its rows summed by event and label
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
            needed = {*NEEDED, *(name for entry in kinds[:3] for name in entry[:2] if name)}
            if (not needed <= {*names} or len({*names} - {b""}) < len(names) - names.count(b"")
                    or not {*names} & {*POSTED} or kinds is V2 and COLUMNS[-1] not in names):
                refuse("columns are missing or stand twice")
            pick = operator.itemgetter(*(names.index(name) if name in names else -1 for name in COLUMNS))
            pairs = [(*(names.index(n) if n in names else -1 for n in entry[:2]), entry[2], entry[1]) for entry in kinds]
            continue
        fields += [b""] * (len(names) + 1 - len(fields))  # the last one stands for columns that the file lacks
        id, start, end, total, currency, kind, market, time, date, sku, order, fulfillment, bought, type = pick(fields)
        if total and id not in settlements:
            settlements[id] = Settlement(id, (start, end, total, currency), reading)
        one = settlements.get(id) or refuse(f"line {number} has no summary line before it")
        if line.count(b"\t") >= len(names) or total and any(a and a != b for a, b in zip((start, end, total, currency), one.cells)):
            refuse(f"line {number} has more fields than the header, or contradicts the summary")
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
    return good[0][1] if good and meant[:1] == meant[-1:] else refuse(tries[0][2] or "nothing in it, or two meanings")

# --- the books: what the documents and the user's files say together

class Books:  # the settlements in force, each with its figures by dimensions and component
    def __init__(self, archive, deliveries, reports):
        files = {d.source: archive.read(d.sha256) for d in deliveries if d.kind == "master"}  # the last ones count
        self.files, self.configuration = files, tomllib.loads(files["configuration"].decode())
        self.stores = {store["id"]: store for store in self.configuration.get("store", [])}
        self.goods, self.bindings, self.rules, documents, versions = (collections.defaultdict(list) for _ in range(5))
        self.stated = {row["settlement_id"]: row for row in table((reports / "settlements.csv").read_bytes())}
        self.markets, self.refused = {}, {}
        for row in table((reports / "marketplaces.tsv").read_bytes(), delimiter="\t"):
            self.markets[row["code"]] = self.markets[row["name"].lower()] = row | {"zone": zoneinfo.ZoneInfo(row["time_zone"])}
        for row in table((reports / "rules.tsv").read_bytes(), delimiter="\t", quoting=csv.QUOTE_NONE):
            label = tuple(row[name].encode().lower() for name in ("transaction_type", "amount_type", "amount_description"))
            self.rules[label].append((row["valid_from"], row["component"]))
        for row in table(files.get("catalog", b"")):
            cost = int(decimal.Decimal(row["unit_cost"]).scaleb(DIGITS.get(row["currency"], 2))) if row.get("unit_cost") else None
            self.goods[row["store"], row["sku"]].append((row.get("effective_from", ""), row["category"], cost))
        for row in table(files.get("outlet_bindings", b"")):
            self.bindings[row["store"]].append(((int(row["priority"]), row["outlet_id"].encode()), row))
        for entries in itertools.chain(self.rules.values(), self.goods.values(), self.bindings.values()):
            entries.sort(key=operator.itemgetter(0))  # of equal ones, the order of the file counts
        others = {d.sha256 for d in deliveries if d.kind in ("bank", "till", "webstore", "vendor")}  # known as such by now
        for delivery in (d for d in deliveries if d.kind == "settlement" and d.sha256 not in others):
            documents[delivery.sha256].append(delivery)
        for digest, came in sorted(documents.items()):
            published = min((d.published for d in came if d.published > NEVER), default=NEVER)
            try:
                for one in proved(inflate(archive.read(digest))).values():
                    stated = self.stated.get(one.id, {"store": "", "home_marketplace": ""})
                    if stated["store"] not in self.stores or self.named(came) - {stated["store"]}:
                        refuse("it belongs to no store, or to several")
                    one.store, one.kind, one.home = stated["store"], stated["account_type"], stated["home_marketplace"]
                    self.decompose(one)
                    versions[one.id].append((published, one.rows, digest, one))
            except (Refused, zlib.error) as reason:
                self.refused[digest] = str(reason)
        self.versions = {id: len(found) for id, found in versions.items()}
        self.settlements = {id: max(found, key=lambda version: version[:3])[3] for id, found in versions.items()}
    def named(self, came):
        """The store of a person's last word, or else those that Amazon gave the document to; unknown ones are none."""
        known = [delivery for delivery in came if delivery.store in self.stores]
        said = [delivery.store for delivery in known if not delivery.source.startswith("sp-api:")]
        return set(said[-1:] or (delivery.store for delivery in known))
    @functools.cache
    def component(self, label, day):
        kind, type, description = (part.lower() for part in label)
        found = [rule for text in (b"*", description) for rule in self.rules[kind, type, text] if rule[0] <= day]
        return found[-1][1] if found else "unclassified"
    def decompose(self, one):
        """Sums a settlement's rows by marketplace, days, category, outlet and component."""
        one.figures, one.parts, home = {}, collections.Counter(), self.markets[one.home]
        for event, labels in one.sums.items():
            name, _, sku, order, fulfillment = map(one.reading.text, event)
            market, moment = self.markets.get(name.lower()), one.reading.time(event[1])[0]
            local, posted = iso(moment, (market or home)["zone"])[:10], iso(moment)[:10]
            category, cost = self.good(one.store, sku, local)
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
    def good(self, store, sku, day):
        """Category and unit cost of a SKU on a day."""
        dated = self.goods.get((store, sku), []) if sku else []
        return ([good for good in dated if good[0] <= day] or dated[:1] or [NO_GOODS[sku != ""]])[-1][1:]
    def outlet(self, store, market, day, order, sku, fulfillment):
        for (_, outlet), row in self.bindings[store]:
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
def compare(place, found, said):
    expect(found == said, place, f"the documents say {found} (minor units), the file {said}")
def check_settlements(books, refused):
    for digest in sorted(books.refused.keys() ^ set(refused)):
        expect(False, f"document {digest}", f"refused: {books.refused.get(digest, 'no, it can be read')}; the close differs")
    for id in sorted(books.stated.keys() | books.settlements.keys()):
        row, one = books.stated.get(id), books.settlements.get(id)
        expect(row and one, f"settlements.csv, settlement {id}", "is in the documents or in the report only")
        unknown = sum(sums[1] for key, sums in one.figures.items() if key[5] == "unclassified")
        numbers = [units(row[name]) for name in ("stated_total", "rows_total", "rows", "unclassified_rows", "version")]
        compare(f"settlements.csv, settlement {id}", [one.currency, iso(one.start), iso(one.end), one.stated, one.total, one.rows,
                unknown, books.versions[id]], [row["currency"], row["start"], row["end"], *numbers])
def check_components(books, rows, first="", last="9999"):
    """Lines of amounts and counts of rows, against the figures of the local days from `first` to `last`."""
    said = collections.defaultdict(lambda: [0, 0])
    for row in rows:
        sums = said[tuple(row[name].lstrip("'") for name in KEY)]
        sums[:] = sums[0] + units(row["amount"]), sums[1] + int(row["rows"])
    for id, one in books.settlements.items():
        for (market, posted, local, *rest), sums in one.figures.items():
            key = (id, one.store, market, one.currency, posted, local, *rest)
            if first <= local <= last:
                compare(f"components, {' '.join(key)}", sums[:2], said.pop(key, [0, 0]))
    expect(not said, "components", f"no document has {next(iter(said.items()), '')}")
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
            compare(f"profit.csv, {' '.join(key)}, {name}", found.get(name, 0), units(row[name] or "0"))
    expect(not any(any(line.values()) for line in lines.values()), "profit.csv", f"it lacks some of {list(lines)}")
def check_identities(books, rows, certificate):
    """What the report says holds must hold here, and the other way round."""
    chains, holds = collections.defaultdict(list), {}
    for one in sorted(books.settlements.values(), key=lambda one: (one.end, one.id)):
        chains[one.store, one.currency, one.kind, one.home].append(one)
    for before, one in itertools.chain(*(zip([None, *chain], chain) for chain in chains.values())):
        debt, reserve, joined = one.parts["carry_over"], one.parts[b"previous reserve amount balance"], before is not None
        owed, kept = (min(before.stated, 0), -before.parts[b"current reserve amount"]) if joined else (0, 0)
        is_next = not joined or one.start <= before.end  # across a gap nothing can be said of debt and reserve
        holds |= {("chain", one.id): joined and one.start == before.end, ("debt-chain", one.id): is_next and debt == owed,
                  ("reserve-chain", one.id): is_next and reserve == kept}
        holds |= {(name, one.id): True for name in ("rows-total", "rows-complete", "period", "journal")}
    for row in rows:
        key, said = (row["identity"], row["settlement_id"]), row["status"] == "holds"
        expect(holds.pop(key, said) == said, f"reconciliation.csv, {' '.join(key)}", f"the documents do not say {row['status']}")
    expect(not holds, "reconciliation.csv", f"it lacks {next(iter(holds), '')}")
    said = {(name, status): n for name, each in certificate["identities"].items() for status, n in each.items()}
    compare("certificate.json, identities", collections.Counter((row["identity"], row["status"]) for row in rows), said)
def check(home, reports):
    archive, certificate = Archive(home / "archive"), unsealed((reports / "certificate.json").read_bytes(), "certificate.json")
    for digest in sorted({delivery.sha256 for delivery in archive.deliveries}):
        archive.read(digest)
    known = check_certificates(archive, certificate)
    stated = {report["name"]: report["sha256"] for report in certificate["reports"]}
    found = {path.name: sha256(path.read_bytes()) for path in sorted(reports.iterdir())}
    sums = "".join(f"{digest}  {name}\n" for name, digest in found.items() if name != "SHA256SUMS")
    expect(found.pop("SHA256SUMS", sha256(sums.encode())) == sha256(sums.encode()), reports / "SHA256SUMS", "is not the files'")
    del found["certificate.json"]
    for name in sorted(stated.keys() | found.keys()):
        expect(stated.get(name) == found.get(name), reports / name, "is not the file that the certificate states")
    books, read = Books(archive, known, reports), lambda name: table((reports / f"{name}.csv").read_bytes())
    check_settlements(books, certificate["refused"])
    check_components(books, read("components"))
    check_profit(books, read("profit"))
    check_identities(books, list(read("reconciliation")), certificate)
    verify_journal.check(archive, known, books, reports, certificate)
    print(f"agrees: {len(known)} deliveries, {len(books.settlements)} settlements, certificate of {certificate['run']['as_of']}")
    return books
if __name__ == "__main__":
    home = Path(sys.argv[1])
    import verify_journal  # it stands beside this file, as all that it imports, and takes what it needs from it
    try:
        if home.is_file() or (home / "MANIFEST.sha256").exists():
            import verify_bundle
            verify_bundle.check(home)
        else:
            check(home, Path(sys.argv[2]) if sys.argv[2:] else home / "reports/latest")
    except (Disagreement, OSError, ValueError, KeyError) as disagreement:
        sys.exit(f"DISAGREES at {disagreement}")
