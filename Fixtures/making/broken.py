"""broken/: small settlement files, each with exactly one reason to be refused, to be flagged, or to be read all the same.

Accepted files come first: the settlements of one store then follow one another without a gap, whatever is refused later.
"""
from datetime import datetime, timedelta

from . import home
from .flatfile import COLUMNS, GERMANY, GZIP_HEADER, NORTH_AMERICA, packed, row, sheet, stored, text

TOTAL, DESCRIPTION, AMOUNT, POSTED, STAMP, SKU, PROMOTION = map(
    COLUMNS.index, "total-amount amount-description amount posted-date posted-date-time sku promotion-id".split())


# Two orders: hours after the period's start, amounts in cents.
ORDERS = [
    ("4410927-8865210", 26, [("ItemPrice", "Principal", 2400), ("ItemFees", "Commission", -360),
                             ("ItemFees", "FBAPerUnitFulfillmentFee", -510)]),
    ("7702618-0039954", 115, [("ItemPrice", "Principal", 3290), ("ItemFees", "Commission", -559),
                              ("ItemFees", "FBAPerUnitFulfillmentFee", -440)]),
]
SHOPS = {"NA1": ("Amazon.com", "113", ["MUG-OAK-12", "TXT-0110"]),
         "EU1": ("Amazon.de", "304", ["SCHÜSSEL-Ø20", "TXT-0110"])}


def detail_rows(store, start):
    """The two orders and an advertising charge: lines 3 to 9 of the file."""
    marketplace, prefix, skus = SHOPS[store]
    for sku, (order, hours, amounts) in zip(skus, ORDERS):
        item = dict(order_id=f"{prefix}-{order}", shipment_id="H" + order[-7:], marketplace_name=marketplace, sku=sku,
                    fulfillment_id="AFN", order_item_code="5" + order[-7:] * 2, quantity_purchased="1")
        for kind, description, amount in amounts:
            yield row(start + timedelta(hours=hours), "Order", kind, description, amount, **item)
    yield row(start + timedelta(hours=120), "ServiceFee", "Cost of Advertising", "TransactionTotalAmount", -940)


class Paper:
    """A sound settlement file that a case spoils. Lines count from 1, as in an editor: header, summary, details."""

    def __init__(self, store, number):
        self.store, self.number = store, number
        self.start = datetime(2025, 1, 6, 17, 30, 12) + timedelta(days=14 * number)
        self.end = self.start + timedelta(days=14)
        self.dialect, self.currency = (NORTH_AMERICA, "USD") if store == "NA1" else (GERMANY, "EUR")
        self.identifier = (90500000010 if store == "NA1" else 90600000010) + 10 * number
        self.lines = self.make(self.identifier, self.start, self.end)

    def make(self, identifier, start, end):
        return sheet(self.dialect, identifier, start, end, self.currency, list(detail_rows(self.store, start)))

    def put(self, line, column, cell):
        self.lines[line - 1][column] = cell

    def data(self, end="\n"):
        return text(self.lines, end).encode(self.dialect.charset)


def two_settlements(paper):
    middle = paper.start + timedelta(days=7)
    second = paper.make(paper.identifier + 1, middle, paper.end)
    paper.lines = paper.make(paper.identifier, paper.start, middle) + second[1:]


def without_column(paper, column):
    paper.lines = [cells[:column] + cells[column + 1:] for cells in paper.lines]


def reorder_columns(paper):
    paper.lines = [cells[::-1] for cells in paper.lines]


def stray_quotes(paper):
    paper.put(3, PROMOTION, '"Spring offer')
    paper.put(7, SKU, 'PLATE-10"-SLATE')


def thousands(paper):
    paper.put(3, AMOUNT, "1.234,56")
    paper.put(6, AMOUNT, "12.003,90")
    paper.put(2, TOTAL, "13.210,37")


def two_members(paper):
    whole = paper.data()
    cut = whole.index(b"FBAPerUnitFulfillmentFee")
    return stored(whole[:cut]) + stored(whole[cut:])


def truncated(paper):
    whole = stored(paper.data())
    return whole[:len(whole) * 2 // 3]


def short_rows(paper):
    return "".join("\t".join(cells).rstrip("\t") + "\n" for cells in paper.lines).encode("ascii")


def repeat_summary(paper):
    for cells in paper.lines[2:]:
        cells[1:6] = paper.lines[1][1:6]


def unknown_column(paper):
    values = ["parcel-class", ""] + ["S"] * 7
    paper.lines = [cells[:12] + [value] + cells[12:] for cells, value in zip(paper.lines, values)]


def undecodable(paper):
    paper.put(4, PROMOTION, "Offer??")
    return paper.data().replace(b"Offer??", b"Offer\x81\xff")


def oversize(paper):
    paper.put(3, PROMOTION, "P" * 300_000)
    return packed(paper.data())


def dots_among_commas(paper):
    for line in (4, 8):
        paper.put(line, AMOUNT, paper.lines[line - 1][AMOUNT].replace(",", "."))


def drop(paper, line):
    del paper.lines[line - 1]


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 0x04]) + data[place + 1:]


def flipped_content(paper):
    data = stored(paper.data())
    return flipped(data, data.index(b"-4410927-") + 3)


def swap_period(paper):
    summary = paper.lines[1]
    summary[1], summary[2] = summary[2], summary[1]


def post_after_end(paper):
    late = paper.end + timedelta(seconds=1)
    paper.put(9, POSTED, paper.dialect.day(late))
    paper.put(9, STAMP, paper.dialect.stamp(late))


def ambiguous_dates(paper):
    """Day, month and year could stand in any order, and each order gives a possible period."""
    paper.lines[1][1:4] = ["03/04/26 17:30:12 UTC", "05/06/26 17:30:12 UTC", "05/08/26 17:30:12 UTC"]
    for line in range(3, 10):
        paper.put(line, POSTED, "04/05/26")
        paper.put(line, STAMP, "04/05/26 09:08:07 UTC")


def stranger(paper):
    paper.lines.insert(5, ["90599999990"] + paper.lines[4][1:])


HTML = b"""<!DOCTYPE html>
<html><head><title>503 Service Unavailable</title></head>
<body><h1>Service Unavailable</h1><p>Please try again later.</p></body></html>
"""


# (file, kind, what, how): how changes the paper, or returns the bytes of the file.
FINE = [
    ("NA1_two_settlements.txt", "", "two settlements one after the other, each with its summary row", two_settlements),
    ("NA1_header_repeated.txt", "", "line 6 is the header once more", lambda p: p.lines.insert(5, list(COLUMNS))),
    ("NA1_23_columns.txt", "", "promotion-id is absent, as in older files", lambda p: without_column(p, PROMOTION)),
    ("NA1_columns_reordered.txt", "", "the columns stand in reverse order", reorder_columns),
    ("NA1_stray_quotes.txt", "", "unbalanced quotes in line 3 (promotion-id) and line 7 (sku) are data", stray_quotes),
    ("NA1_two_gzip_members.txt.gz", "", "two gzip members, cut in the middle of line 5", two_members),
    ("NA1_crlf.txt", "", "lines end in CR LF", lambda p: p.data("\r\n")),
    ("NA1_short_rows.txt", "", "trailing empty fields are left out", short_rows),
    ("NA1_summary_repeated.txt", "", "each detail row repeats the cells of the summary and agrees", repeat_summary),
    ("EU1_utf8_bom.txt", "", "UTF-8 with a byte order mark instead of cp1252",
     lambda p: text(p.lines).encode("utf-8-sig")),
    ("EU1_thousands_separators.txt", "", "1.234,56 in lines 3 and 6 and in the total", thousands),
]
FLAGGED = [
    ("NA1_unknown_column.txt", "schema_drift", "column 13, parcel-class, is unknown", unknown_column),
    ("NA1_undecodable_bytes.txt", "encoding", "line 4: promotion-id holds bytes 81 FF, valid in no charset", undecodable),
    ("NA1_trailing_garbage.txt.gz", "trailing_garbage", "20 bytes follow the sound gzip member",
     lambda p: stored(p.data()) + b"spare bytes after it"),
    ("NA1_oversize_field.txt.gz", "oversize_field", "line 3: promotion-id has 300,000 characters", oversize),
    ("EU1_dot_and_comma.txt", "number_format", "lines 4 and 8 have a decimal dot, the others a comma", dots_among_commas),
]
REFUSED = [
    ("NA1_row_dropped.txt", "footing_mismatch", "the Commission row of -3.60 (line 4) is gone", lambda p: drop(p, 4)),
    ("EU1_one_cent_off.txt", "footing_mismatch", "line 3 says 24,01, not 24,00",
     lambda p: p.put(3, AMOUNT, "24,01")),
    ("NA1_column_missing.txt", "schema_error", "there is no amount-description",
     lambda p: without_column(p, DESCRIPTION)),
    ("NA1_conflicting_total.txt", "schema_error", "line 5 repeats total-amount as 99.99, the summary says 28.81",
     lambda p: p.put(5, TOTAL, "99.99")),
    ("NA1_gzip_truncated.txt.gz", "corrupt_file", "the last third of the gzip file is gone", truncated),
    ("NA1_gzip_bit_flipped.txt.gz", "corrupt_file", "one bit of an order id: the text still foots, the checksum tells",
     flipped_content),
    ("NA1_gzip_block_damaged.txt.gz", "corrupt_file", "one bit of the block's length: it cannot be inflated",
     lambda p: flipped(stored(p.data()), len(GZIP_HEADER) + 2)),
    ("NA1_empty.txt", "empty_file", "no bytes at all", lambda p: b""),
    ("NA1_gzip_of_nothing.txt.gz", "empty_file", "a sound gzip file of nothing", lambda p: stored(b"")),
    ("NA1_header_only.txt", "empty_file", "a header and no row", lambda p: text(p.lines[:1]).encode()),
    ("NA1_start_after_end.txt", "period_error", "the period starts after its end", swap_period),
    ("NA1_posted_after_end.txt", "period_error", "line 9 is posted one second after the end", post_after_end),
    ("NA1_ambiguous_dates.txt", "date_format", "all dates look like 03/04/26", ambiguous_dates),
    ("NA1_spare_digits.txt", "row_error", "line 7: amount 1.005 is finer than a cent",
     lambda p: p.put(7, AMOUNT, "1.005")),
    ("NA1_row_too_long.txt", "row_error", "line 5 has 25 fields, the header 24",
     lambda p: p.lines[4].append("surplus")),
    ("NA1_summary_missing.txt", "row_error", "there is no summary row", lambda p: drop(p, 2)),
    ("NA1_unknown_settlement_id.txt", "row_error", "line 6: settlement 90599999990 has no summary row", stranger),
    ("NA1_amount_overflow.txt", "row_error", "line 3: amount is one cent more than Int64 minor units can hold",
     lambda p: p.put(3, AMOUNT, "92233720368547758.08")),
    ("NA1_html_error_page.txt", "unknown_format", "an HTML error page, not a settlement file", lambda p: HTML),
    ("EU1_unparsable_amount.txt", "row_error", "line 6: amount 12,5x is not a number",
     lambda p: p.put(6, AMOUNT, "12,5x")),
]
DIFFERENCE = {"NA1_row_dropped.txt": "3.60", "EU1_one_cent_off.txt": "0.01"}  # sum of the rows minus the stated total


def files():
    count, expected = {"NA1": 0, "EU1": 0}, []
    for verdict, cases in (("fine", FINE), ("flagged", FLAGGED), ("refused", REFUSED)):
        for file, kind, what, spoil in cases:
            store = file[:3]
            paper = Paper(store, count[store])
            count[store] += 1
            data = spoil(paper)
            yield file, data if isinstance(data, bytes) else paper.data()
            expected.append([file, verdict, kind, DIFFERENCE.get(file, ""), what])
    yield "expected.tsv", text([["file", "verdict", "kind", "amount", "what"], *sorted(expected)]).encode()
    stores = [("NA1", "na", ["US"], [("USD", "Standard Orders", "US")]),
              ("EU1", "eu", ["DE"], [("EUR", "Standard Orders", "DE")])]
    yield "acorn.toml", home.config(stores, "EUR")
