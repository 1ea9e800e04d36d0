"""chain/: three stores, five accounts, thirteen settlements that tie out, and the master data."""
import random
from datetime import datetime, timedelta

from . import home
from .flatfile import instant, minor, packed, row, sheet, text
from .orders import make_order, multichannel_rows, order_rows, refund_rows
from .shops import ACCOUNTS, BINDINGS, CHARGES, EDGES, GOODS, OUTLETS, STORES


def cash(at, description, amount):
    """A row that moves cash only; none if the amount is zero."""
    return [row(at, "other-transaction", "other-transaction", description, amount)] if amount else []


def charge_rows(account, start, end):
    for key, at, kind, amount_type, description, amount, more in CHARGES:
        if key == account.key and start <= instant(at) < end:
            cells = dict(cell.split("=", 1) for cell in more.split())
            yield row(instant(at), kind, amount_type, description, minor(amount), **cells)


def order_times(account, number, luck, start, end):
    times = [at for at in map(instant, EDGES[account.key]) if start <= at < end]
    seconds = int((end - start).total_seconds()) - 86400
    while len(times) < account.orders[number]:
        times.append(start + timedelta(seconds=28800 + int(luck.random() * seconds)))
    return sorted(times)


def order_groups(account, number, luck, orders, start):
    """The rows of each order, by time; Portland's own orders among them."""
    groups = [(order.at, list(order_rows(order))) for order in orders]
    if account.key == "NA1-USD" and number > 0:
        at = start + timedelta(days=4, seconds=1234)
        groups.append((at, list(multichannel_rows(luck, at))))
    return [rows for _, rows in sorted(groups, key=lambda group: group[0])]


def settlement_rows(account, number, start, end, past, debt):
    """All rows of a settlement. past: orders of earlier settlements, extended; debt: a negative total carried over."""
    luck = random.Random(f"{account.key} {number}")
    orders = [make_order(account, luck, at) for at in order_times(account, number, luck, start, end)]
    groups = order_groups(account, number, luck, orders, start)
    # Debt and card charge stand in the middle of the file: a reader that stops at their empty line loses half of it.
    groups.insert(len(groups) // 2, cash(start, "Payable to Amazon", debt)
                  + cash(start + timedelta(hours=2, seconds=11), "Successful charge", -debt))
    # A refund of an order of an earlier settlement, and one posted before its own order: real files hold both.
    earlier = past[-1] if past else make_order(account, luck, start)
    refunds = [(earlier, start + timedelta(days=2, seconds=77)), (orders[3], orders[3].at - timedelta(hours=3))]
    groups += [refund_rows(order, luck, at) for order, at in sorted(refunds, key=lambda refund: refund[1])]
    groups += [cash(start, "Previous Reserve Amount Balance", account.reserves[number - 1] if number else 0),
               charge_rows(account, start, end), cash(end, "Current Reserve Amount", -account.reserves[number])]
    past += orders
    return [r for group in groups for r in group]


def settlements(account):
    past, debt = [], 0
    closes = [instant(close) for close in account.closes]
    for number, (start, end) in enumerate(zip(closes, closes[1:])):
        rows = settlement_rows(account, number, start, end, past, debt)
        debt = min(0, sum(r["minor"] for r in rows))
        identifier = account.first_id + 10 * number
        lines = sheet(account.dialect, identifier, start, end, account.currency, rows)
        yield f"settlements/{account.store}_{identifier}.txt.gz", packed(text(lines).encode(account.dialect.charset))


def catalog():
    """Unit costs stand in the currency of the store's home marketplace."""
    for index, good in enumerate(GOODS):
        for cost, since in ((good.cost, "2025-01-01"), (good.new_cost, "2026-04-01")):
            if cost not in ("", "-"):
                yield good.sku, good.store, f"B0HAZEL{index:03d}", good.category, good.title, cost, STORES[good.store][2], since


def rates():
    """What one euro buys, each business day; Good Friday and Easter Monday have no rate."""
    luck, day = random.Random("rates"), datetime(2026, 2, 27)
    rate, places = {"CAD": 15820, "JPY": 17840, "USD": 11460}, {"CAD": 4, "JPY": 2, "USD": 4}
    while day <= datetime(2026, 4, 24):
        if day.weekday() < 5 and day.strftime("%m-%d") not in ("04-03", "04-06"):
            for quote in sorted(rate):
                rate[quote] += int(luck.random() * 121) - 60
                whole, part = divmod(rate[quote], 10 ** places[quote])
                yield day.strftime("%Y-%m-%d"), "EUR", quote, f"{whole}.{part:0{places[quote]}d}"
        day += timedelta(days=1)


def files():
    for account in ACCOUNTS:
        yield from settlements(account)
    stores = []
    for store, (region, markets, _) in STORES.items():
        accounts = [(account.currency, account.kind, account.markets[0]) for account in ACCOUNTS if account.store == store]
        stores.append((store, region, markets, accounts))
    yield "acorn.toml", home.config(stores, "EUR", ["catalog", "outlets", "outlet_bindings", "fx"])
    yield "catalog.csv", home.table(
        "sku,store,asin,category,title,unit_cost,currency,effective_from", catalog())
    yield "outlets.csv", home.table(
        "outlet_id,name,store,marketplace,city,time_zone,currency,weight,opened,closed", OUTLETS)
    yield "outlet_bindings.csv", home.table(
        "priority,outlet_id,store,marketplace,binding_type,binding_value,valid_from,valid_until", BINDINGS)
    yield "fx.csv", home.table("date,base,quote,rate", rates())
