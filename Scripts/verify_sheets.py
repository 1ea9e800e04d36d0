"""Reads exports of tills and web stores for verify_channels.py: which column is what, numbers, days, rows.

An export of which one cell cannot be read counts nowhere, as in the books.
"""
import collections, csv, datetime, io, re  # noqa: E401
from decimal import Decimal

from __main__ import DIGITS, refuse, table

PLACES = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}


def number(text, decimal="."):
    """An exact number as tills and shops write it: -12.30, $1,234.50, (3,10 €)."""
    text = re.sub("[$ €£¥￥\xa0\u202f]", "", text).replace("\u2212", "-")
    sign = -1 if text[:1] + text[-1:] == "()" else 1
    text = text[1:-1] if sign < 0 else text
    if text[:1] in {"+", "-"}:
        sign, text = -sign if text[0] == "-" else sign, text[1:]
    text = text if decimal == "." else text.translate({44: 46, 46: 44})
    if not re.fullmatch(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text):
        refuse(f"'{text}' is no number")
    return sign * Decimal(text.replace(",", ""))


def minor(value, currency):
    scaled = value.scaleb(DIGITS.get(currency, 2))
    return int(scaled) if scaled == int(scaled) else refuse(f"{value} has spare digits for {currency}")


def rounded(value):
    """Half away from zero."""
    return int(abs(value) + Decimal("0.5")) * (-1 if value < 0 else 1)


def shared(amount, weights):
    """Shares of an amount, by weights; what is left over goes to the largest remainders."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % total), place))
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts


class Layouts:
    def __init__(self, data):
        self.all = collections.defaultdict(lambda: collections.defaultdict(dict))
        for row in table(data, delimiter="\t", quoting=csv.QUOTE_NONE):
            layout = self.all[int(row["layout"])]
            layout[row["item"]][row["name"]] = row["value"]
            layout["kind"] = row["kind"]

    def fitting(self, data):
        """The first layout that an export's header fits, and the rows."""
        layouts = [layout for _, layout in sorted(self.all.items())]
        for charset in dict.fromkeys(layout["setting"].get("charset", "UTF-8") for layout in layouts):
            text = data.decode("utf-8-sig" if charset == "UTF-8" else charset, errors="replace")
            for mark in ",;\t":
                rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
                header = [name.strip() for name in next(rows, [])]
                for layout in layouts:
                    own = layout["setting"]["delimiter"].replace("tab", "\t"), layout["setting"].get("charset", "UTF-8")
                    if len(header) > 1 and own == (mark, charset) and layout["signature"].keys() <= {*header}:
                        if charset != "UTF-8" and "\ufffd" in text:
                            refuse(f"a byte is no character of {charset}")
                        return layout, header, rows
        return refuse("no layout fits its header")


class Row:
    """The cells of a row by what they mean; it refuses its document where one cannot be read."""

    def __init__(self, layout, cells, days):
        self.layout, self.setting, self.cells, self.days = layout, layout["setting"], cells, days

    def __call__(self, field, needed=False):
        text = self.cells.get(self.layout["column"].get(field) or self.layout["optional"].get(field), "")
        return text if text or not needed else refuse(f"{field} is empty")

    def has(self, field):
        return (self.layout["column"].get(field) or self.layout["optional"].get(field)) in self.cells

    def number(self, field):
        return number(self(field, True), self.setting["decimal"])

    def money(self, field, currency, needed=False):
        return minor(self.number(field), currency) if self(field, needed) else 0

    def day(self, field, needed=False):
        text = re.split("[ T]", self(field, needed))[0]
        if not text:
            return ""
        parts = re.split("[-./]", text)
        year, month, day = (parts[place] for place in PLACES[self.setting["dates"]])
        made = datetime.date(int(year) + 2000 * (len(year) == 2), int(month), int(day)).isoformat()
        self.days.append(made)
        return made

    def currency(self, usual=""):
        text = self("currency") or self.setting["currency"] or usual
        return text if re.fullmatch("[A-Z]{3}", text) else refuse(f"'{text}' is no currency")

    def quantity(self):
        return self.number("quantity") if self("quantity") else Decimal(1)

    def extended(self, currency):
        """Price times quantity in minor units; a quantity has at most three decimals."""
        return rounded((self.number("unit_price") * self.quantity()).scaleb(DIGITS.get(currency, 2)))
