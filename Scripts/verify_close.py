#!/usr/bin/env python3
"""Checks a close of Acorn without Acorn: reads the raw documents again and computes anew what the reports say.

    verify_close.py HOME [REPORTS]      REPORTS is the folder of one close; HOME/reports/latest if none is named
    verify_close.py BUNDLE              an audit bundle, as .tar.gz or folder

It shares no code with Acorn. It agrees (exit 0) or names the first disagreement and its place (exit 1): bytes of all
documents, chain of certificates, digests of reports; then from the raw settlement files which are refused, the version
in force, totals, every line of components.csv, fees.csv, refunds.csv, promotions.csv (but the count of orders) and profit.csv
(to cost of goods), the identities rows-total, period, chain, debt-chain, reserve-chain; that journal entries sum to zero, book
each settlement and make up the trial balance, and that locked months are as they were archived; what it books of tills, web
stores and vendors (verify_journal.py, verify_channels.py, verify_pos.py, verify_sheets.py, verify_vendor.py, verify_bank.py).
Settlement files are read by verify_settlements.py, what a package has besides is checked by verify_bundle.py and verify_rows.py.
Taken as data: rules, marketplaces, layouts (.tsv); store, account type and home marketplace of a settlement (settlements.csv).
Not recomputed: the identities that compare settlements with answers of SP-API and with bank statements.
"""
import collections, contextlib, csv, datetime, decimal, functools, hashlib, io, itertools, json, operator, re, sys, tomllib, zlib, zoneinfo
from pathlib import Path

from verify_settlements import DIGITS, TRIM, Refused, inflate, proved, refuse

BLANKS = TRIM.decode()
NO_GOODS = [("", "(none)", None), ("", "(uncatalogued)", None)]
CASH_ONLY = {"reserve", "carry_over", "card_charge", "transfer", "loan"}
LABELLED = dict.fromkeys("referral_fees referral_fee_refunds refund_admin_fees fulfillment_fees storage_fees inbound_fees removal_fees "
                         "advertising coupon_deal_fees subscription other_fees".split(), "fees") | dict.fromkeys(
    "product_refunds shipping_refunds gift_wrap_refunds".split(), "refunds") | dict.fromkeys(
    "promotions promotion_refunds".split(), "promotions")  # the report that shows a component by label
LABEL = "transaction_type amount_type amount_description".split()
KEY = "settlement_id store marketplace currency posted_date local_date category outlet component".split()
NEVER = -(2**63)
Delivery = collections.namedtuple("Delivery", "sha256 bytes kind source store received published")

class Disagreement(Exception): """The close says something else than its documents."""  # noqa: E701
def expect(holds, place, text):
    if not holds:
        raise Disagreement(f"{place}: {text}")
@contextlib.contextmanager
def at(name):  # a cell that cannot be read disagrees, too, and has its file's name
    try:
        yield
    except (ValueError, LookupError, ArithmeticError) as error:
        raise Disagreement(f"{name}: {error}") from error
def sha256(data):
    return hashlib.sha256(data).hexdigest()
def table(data, **form):
    """The rows of a CSV or TSV file, as dictionaries of trimmed cells."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), **form)
    names = [name.strip(BLANKS) for name in next(rows, [])]
    return (dict(zip(names, itertools.chain((cell.strip(BLANKS) for cell in cells), itertools.repeat(""))))
            for cells in rows if any(cells))
def bare(cell):
    """A cell without the apostrophe that keeps a spreadsheet from reading it as a formula; a name's own stays."""
    text, first = cell[1:], cell[1:].lstrip(" \u00a0\u3000\ufeff")[:1]
    is_formula = first and first in "=+-@＝＋－＠" or text[:1] and (text[0] < " " or text[0] == "\x7f")
    return text if cell.startswith("'") and is_formula else cell
def sheet(reports, name):
    """The rows of a report: of its file, or of its files by month."""
    folder = reports / name
    paths = sorted(folder.glob("*.csv")) if folder.is_dir() else [reports / f"{name}.csv"]
    return itertools.chain.from_iterable(table(path.read_bytes()) for path in paths)
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
        for place in range(len(self.deliveries) - 2, -1, -1):  # what came ahead of something was there by then, whatever the clock said
            received = min(self.deliveries[place].received, self.deliveries[place + 1].received)
            self.deliveries[place] = self.deliveries[place]._replace(received=received)
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
            label = tuple(row[name].encode().lower() for name in LABEL)
            self.rules[label].append((row["valid_from"], row["component"]))
        for row in (row for row in table(files.get("catalog", b"")) if row["store"] in self.stores):
            cost = decimal.Decimal(row["unit_cost"]).scaleb(DIGITS.get(row["currency"], 2)) if row.get("unit_cost") else None
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
                    if one.end >= 4_102_444_800:
                        refuse("it ends in another century")
                    stated = self.stated.get(one.id, {"store": "", "home_marketplace": ""})
                    if stated["store"] not in self.stores or self.named(came) - {stated["store"]}:
                        refuse("it belongs to no store, or to several")
                    one.store, one.kind, one.home = stated["store"], stated["account_type"], stated["home_marketplace"]
                    one.digest, one.published = digest, published
                    self.decompose(one)
                    versions[one.id].append(one)
            except (Refused, zlib.error) as reason:
                self.refused[digest] = str(reason)
        self.versions = {id: sorted(found, key=lambda one: (one.published, one.rows, one.digest)) for id, found in versions.items()}
        self.settlements = {id: found[-1] for id, found in self.versions.items()}
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
        one.figures, one.labels, one.parts = {}, collections.defaultdict(lambda: [0, 0]), collections.Counter()
        for event, labels in one.sums.items():
            where, cost, market = self.place(one, event)
            for label, (units, rows, quantities) in labels.items():
                component = self.component(label, where[1])
                if component in LABELLED:
                    sums = one.labels[(*where, component, *(one.reading.text(part).lower() for part in label))]
                    sums[:] = sums[0] + units, sums[1] + rows
                sums = one.figures.setdefault((*where, component), [0, 0, 0, 0, 0])
                sums[0], sums[1] = sums[0] + units, sums[1] + rows
                for quantity, n in quantities.items() if market else ():
                    sums[2], sums[3] = sums[2] + n * quantity, sums[3] + n * quantity * (cost is None)
                    sums[4] += n * int((quantity * cost).quantize(1, decimal.ROUND_HALF_UP)) if cost else 0
                one.parts[label[2].lower() if component == "reserve" else component] += units
        one.sums = None
    def place(self, one, event):
        """Marketplace, days, category and outlet of a row; what one of its goods cost; its marketplace, if that is known."""
        name, _, sku, order, fulfillment = map(one.reading.text, event)
        market, moment, home = self.markets.get(name.lower()), one.reading.time(event[1])[0], self.markets[one.home]
        local, posted = iso(moment, (market or home)["zone"])[:10], iso(moment)[:10]
        category, cost = self.good(one.store, sku, local)
        code = market["code"] if market else "(other)" if name else "(none)"
        outlet = self.outlet(one.store, (market or home)["code"], local, order, sku, fulfillment)
        return (code, posted, local, category, outlet), cost, market
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
                unknown, len(books.versions[id])], [row["currency"], row["start"], row["end"], *numbers])
def check_components(books, rows):
    """Lines of amounts and counts of rows."""
    said = collections.defaultdict(lambda: [0, 0])
    for row in rows:
        sums = said[tuple(bare(row[name]) for name in KEY)]
        sums[:] = sums[0] + units(row["amount"]), sums[1] + int(row["rows"])
    for id, one in books.settlements.items():
        for (market, posted, local, *rest), sums in one.figures.items():
            key = (id, one.store, market, one.currency, posted, local, *rest)
            compare(f"components.csv, {' '.join(key)}", sums[:2], said.pop(key, [0, 0]))
    expect(not said, "components.csv", f"no document has {next(iter(said.items()), '')}")
def check_labelled(books, name, rows):
    """Lines of fees, refunds or promotions by label, and their shares of the settlement's sales."""
    said = collections.defaultdict(lambda: [0, 0])
    for row in rows:
        cells = [bare(row[column]) for column in KEY + LABEL]
        sums, amount = said[(*cells[:9], *(cell.lower() for cell in cells[9:]))], units(row["amount"])
        sums[:] = sums[0] + amount, sums[1] + int(row["rows"])
        sales = books.settlements[cells[0]].parts["product_sales"] if cells[0] in books.settlements else 0
        share = (20000 * abs(amount) + sales) // (2 * sales) * (1 if amount < 0 else -1) if sales > 0 else 0
        compare(f"{name}.csv, {' '.join(cells)}, share_of_sales", share, units(row["share_of_sales"] or "0"))
    for id, one in books.settlements.items():
        for (market, posted, *rest), sums in one.labels.items():
            key = (id, one.store, market, one.currency, posted, *rest)
            if LABELLED[rest[3]] == name:
                compare(f"{name}.csv, {' '.join(key)}", sums, said.pop(key, [0, 0]))
    expect(not said, f"{name}.csv", f"no document has {next(iter(said.items()), '')}")
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
        key, names = tuple(bare(cell) for cell in list(row.values())[:5]), list(row)
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
    told = {row["evidence"].split()[1] for row in rows if not row["account_type"] and row["identity"] == "rows-total"}
    for digest in sorted({digest[:12] for digest in books.refused} ^ told):
        expect(False, f"reconciliation.csv, document {digest}", "only one of documents and report says that it is refused")
    for row in rows:
        key, said = (row["identity"], row["settlement_id"]), row["status"] == "holds"
        if not row["account_type"] and row["identity"] == "rows-total":  # of a refused document, beside what is in the books
            expect(not said, f"reconciliation.csv, {row['evidence']}", "it was refused, so nothing of it holds")
            continue
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
    found = {str(path.relative_to(reports)): sha256(path.read_bytes()) for path in reports.rglob("*") if path.is_file()}
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(found.items()) if name != "SHA256SUMS")
    expect(found.pop("SHA256SUMS", sha256(sums.encode())) == sha256(sums.encode()), reports / "SHA256SUMS", "is not the files'")
    del found["certificate.json"]
    for name in sorted(stated.keys() | found.keys()):
        expect(stated.get(name) == found.get(name), reports / name, "is not the file that the certificate states")
    books, read = Books(archive, known, reports), functools.partial(sheet, reports)
    books.archive, books.deliveries = archive, known
    check_settlements(books, certificate["refused"])
    with at("components.csv"):
        check_components(books, read("components"))
    for name in ("fees", "refunds", "promotions"):
        with at(f"{name}.csv"):
            check_labelled(books, name, read(name))
    with at("profit.csv"):
        check_profit(books, read("profit"))
    with at("reconciliation.csv"):
        check_identities(books, list(read("reconciliation")), certificate)
    verify_journal.check(archive, known, books, reports, certificate)
    books.summary = (f"{len(known)} deliveries, {len(books.settlements)} settlements, certificate of {certificate['run']['as_of']}, "
                     f"sha256 {sha256((reports / 'certificate.json').read_bytes())}")
    return books
if __name__ == "__main__":
    home = Path(sys.argv[1])
    import verify_journal  # it stands beside this file, as all that it imports, and takes what it needs from it
    try:
        if home.is_file() or (home / "MANIFEST.sha256").exists():
            import verify_bundle
            books = verify_bundle.check(home)
        else:
            books = check(home, Path(sys.argv[2]) if sys.argv[2:] else home / "reports/latest")
        print(f"agrees: {books.summary}")
    except (Disagreement, OSError, ValueError, LookupError, ArithmeticError) as disagreement:
        sys.exit(f"DISAGREES at {disagreement}")
