"""Reads a settlement file, V1 or V2, for verify_close.py: its dialect is the one under which its rows add up to its total."""
import datetime, operator, re, zlib  # noqa: E401

TRIM = bytes(range(33))
DIGITS = dict.fromkeys("JPY KRW VND CLP ISK XAF XOF UGX PYG".split(), 0) | dict.fromkeys(
    "BHD KWD OMR JOD TND IQD LYD".split(), 3)
COLUMNS = (b"settlement-id settlement-start-date settlement-end-date total-amount currency transaction-type marketplace-name "
           b"posted-date-time posted-date sku merchant-order-id fulfillment-id quantity-purchased amount-type order-id").split()
POSTED, NEEDED = COLUMNS[7:9], [COLUMNS[14], *COLUMNS[:7], b"sku", b"quantity-purchased"]
V2 = [(b"amount-description", b"amount", b"")]  # column of the kind, of the amount, amount type if no column has it
V1 = [tuple(entry.split(b"=")) for entry in (  # the same for each of the nine amounts that a V1 row may hold
    b"price-type=price-amount=ItemPrice item-related-fee-type=item-related-fee-amount=ItemFees =other-amount=other-transaction "
    b"shipment-fee-type=shipment-fee-amount=Shipment-Fees order-fee-type=order-fee-amount=Order-Fees =misc-fee-amount=MiscFees "
    b"other-fee-reason-description=other-fee-amount=OtherFees promotion-type=promotion-amount=Promotion "
    b"direct-payment-type=direct-payment-amount=DirectPayment").split()]
TIME = re.compile(rb"(\d{1,4})([-./])(\d\d?)\2(\d{1,4})(?:[ T](\d\d?):(\d\d)(?::(\d\d))?(?:\.\d{1,9})? *"
                  rb"(?:UTC|GMT|Z|([+-])(\d\d):?(\d\d))?)?")


class Refused(Exception):
    """Why nothing of a document may be posted."""


def refuse(why):
    raise Refused(why)


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
    """Yields (line, settlement, event, label, minor units, rows, quantity, order) for each amount; fills `settlements`.

    A row without any amount, or whose quantity no amount has told, is yielded without an order.
    """
    pick = None
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        fields = line.rstrip(TRIM).split(b"\t")
        if b" \t" in line or b"\t " in line:
            fields = [field.strip(TRIM) for field in fields]
        if fields == [b""]:
            continue
        if not pick or fields[0] == names[0]:
            names, tabs = [field.lower() for field in fields], line.count(b"\t")
            kinds = V1 if b"price-amount" in names else V2
            needed = {*NEEDED, *(name for entry in kinds[:3] for name in entry[:2] if name)}
            if (not needed <= {*names} or len({*names} - {b""}) < len(names) - names.count(b"")
                    or not {*names} & {*POSTED} or kinds is V2 and COLUMNS[13] not in names):
                refuse("columns are missing or stand twice")
            pick = operator.itemgetter(*(names.index(name) if name in names else -1 for name in COLUMNS))
            pairs = [(*(names.index(n) if n in names else -1 for n in entry[:2]), entry[2], entry[1]) for entry in kinds]
            continue
        fields += [b""] * (len(names) + 1 - len(fields))  # the last one stands for columns that the file lacks
        id, start, end, total, currency, kind, market, time, date, sku, order, fulfillment, bought, type, order_id = pick(fields)
        if total and id not in settlements:
            settlements[id] = Settlement(id, (start, end, total, currency), reading)
        one = settlements.get(id) or refuse(f"line {number} has no summary line before it")
        if line.count(b"\t") > tabs or total and any(a and a != b for a, b in zip((start, end, total, currency), one.cells)):
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
            yield number, one, event, label, reading.units(fields[amount]), count, quantity if is_sale else 0, order_id
            count = 0
        if kinds is V1 and (count or quantity):
            yield number, one, event, (kind, b"ItemPrice", b"Principal"), 0, count, quantity, None
def proved(data):
    """The settlements of a file under the one reading that proves itself."""
    def attempt(*choice):
        reading, found = Reading(data, *choice), {}
        try:
            for _, one, event, label, units, count, quantity, _ in rows_of(data, reading, found):
                sums = one.sums.setdefault(event, {}).setdefault(label, [0, 0, {}])
                sums[:2] = sums[0] + units, sums[1] + count
                if quantity:  # how many rows have it: a row's cost is rounded by itself
                    sums[2][quantity] = sums[2].get(quantity, 0) + 1
            for one in found.values():
                one.total, one.rows = map(sum, zip(*(s[:2] for event in one.sums.values() for s in event.values()), (0, 0)))
            return reading, found, "; ".join(f"{o.total} is not {o.stated}" for o in found.values() if o.total != o.stated)
        except (Refused, ValueError) as reason:
            return reading, {}, str(reason)
    tries = [attempt()]
    if choices := tries[0][0].choices:
        tries.append(attempt(*((False, True) if "date" in choices else (True, False))))
    good = [(reading, found) for reading, found, problem in tries if found and not problem]
    meant = [[(o.start, o.sums, [reading.time(e[1]) for e in o.sums]) for o in f.values()] for reading, f in good if tries[1:]]
    return good[0][1] if good and meant[:1] == meant[-1:] else refuse(tries[0][2] or "nothing in it, or two meanings")
