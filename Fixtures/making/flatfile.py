"""How a V2 settlement file is written: columns, dialects, rows, gzip.

Money is counted in minor units (cents; whole yen), so that every sum is exact.
"""
import zlib
from datetime import datetime, timedelta
from typing import NamedTuple

COLUMNS = """
settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id
merchant-order-id adjustment-id shipment-id marketplace-name amount-type amount-description amount fulfillment-id
posted-date posted-date-time order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased
promotion-id
""".split()


class Dialect(NamedTuple):
    """How the files of a home marketplace write dates, amounts and letters."""
    date: str
    decimal: str
    charset: str
    digits: int  # minor digits of the currency; yen have none and are printed with .00 all the same

    def amount(self, minor):
        whole, cents = divmod(abs(minor), 100) if self.digits else (abs(minor), 0)
        return f"{'-' if minor < 0 else ''}{whole}{self.decimal}{cents:02d}"

    def day(self, at):
        return at.strftime(self.date)

    def stamp(self, at):
        return at.strftime(self.date + " %H:%M:%S UTC")


NORTH_AMERICA = Dialect("%Y-%m-%d", ".", "cp1252", 2)
GERMANY = Dialect("%d.%m.%Y", ",", "cp1252", 2)
JAPAN = Dialect("%Y/%m/%d", ".", "cp932", 0)


def instant(text):
    """UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")


def minor(text):
    """Minor units of '-12.30' or, for yen, of '-1230'."""
    return int(text.replace(".", ""))


def table(text):
    """The cells of a table written as text: a row a line, cells between bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def row(at, kind, amount_type, description, amount, **cells):
    """A detail row: its instant and its amount as values, other cells as text (order_id stands for order-id)."""
    named = {name.replace("_", "-"): text for name, text in cells.items()}
    named.update({"transaction-type": kind, "amount-type": amount_type, "amount-description": description})
    return {"at": at, "minor": amount, "cells": named}


def sheet(dialect, number, start, end, currency, rows):
    """A settlement file as lines of cells: header, summary row, detail rows. The total is the sum of all rows."""
    stamps = [dialect.stamp(at) for at in (start, end, end + timedelta(days=2))]
    total = dialect.amount(sum(r["minor"] for r in rows))
    lines = [list(COLUMNS), [str(number), *stamps, total, currency] + [""] * 18]
    for r in rows:
        # A charge to the seller's card ends in four blanks and is followed by an empty line, wherever it stands.
        charge = r["cells"]["amount-description"] == "Successful charge"
        cells = {**r["cells"], "settlement-id": str(number), "posted-date": dialect.day(r["at"]),
                 "posted-date-time": dialect.stamp(r["at"]), "amount": dialect.amount(r["minor"]) + "    " * charge}
        lines.append([cells.get(name, "") for name in COLUMNS])
        lines += [[]] * charge
    return lines


def text(lines, end="\n"):
    return "".join("\t".join(cells) + end for cells in lines)


def packed(data):
    """gzip without a file name and a time, so that the same text gives the same file."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return wrapped(data, squeezer.compress(data) + squeezer.flush())


def stored(data):
    """gzip of one uncompressed block (up to 65,535 bytes): the same everywhere, so it can be damaged on purpose."""
    size = len(data).to_bytes(2, "little")
    return wrapped(data, b"\x01" + size + bytes(byte ^ 0xFF for byte in size) + data)


GZIP_HEADER = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\xff"  # deflate, no flags, time 0, system unknown


def wrapped(data, body):
    return GZIP_HEADER + body + zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
