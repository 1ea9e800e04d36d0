"""Makes tickets again of orders that an outlet's till took (Shopify POS), for verify_channels.py, and puts orders beside payments.

The orders export tells tax, refunds and means of payment by order only: lines share them by what they cost.
"""
import collections, re  # noqa: E401
from decimal import Decimal

from verify_sheets import rounded, shared


UNPAID = {"voided", "expired", "failed", "cancelled", "canceled"}
PAID = {"paid", "partially_paid", "refunded", "partially_refunded"}


def is_voucher(tender):
    return " + " not in tender and bool(re.search("voucher|gift|gutschein", tender))


def place(row, names):
    """The outlet as the export calls it; None for an order of the web."""
    till = row.setting.get("till_source", "")
    if not till or row("source").lower() != till:
        return None
    name = row("outlet")
    return row.layout["outlet"].get(name, names.get(name, name)) if name else "(no location)"


def ticket(order, lines, good):
    """What of a ticket is what, as (account, day, category, tax, total); refunds follow."""
    parts = [[sku, gross - off, 0] for sku, gross, off in lines]
    if order["shipping"]:
        parts.append(["", order["shipping"], 0])
    weights = [max(0, part[1]) for part in parts]
    if any(weights):
        for part, share in zip(parts, shared_signed(order["tax"], weights)):
            part[2] = share
    elif order["tax"]:
        parts.append(["", 0, order["tax"]])
    sold = [[sku, tax, net + (tax if order["added"] else 0)] for sku, net, tax in parts]
    rest = order["total"] - sum(part[2] for part in sold)
    if rest:
        sold.append(["", 0, rest])
    back = order["total"] if order["status"] == "voided" else order["refunded"]
    weights = [max(0, part[2]) for part in sold]
    shares = shared_signed(back, weights) if any(weights) else [0] * len(sold)
    tax = rounded(Decimal(order["tax"]) * back / order["total"]) if order["total"] > 0 else 0
    weights = [max(0, part[1]) for part in sold]
    taxes = shared_signed(tax, weights) if any(weights) else [0] * len(sold)
    for sku, tax, total in sold:
        yield "till_sales", order["day"], good(sku), tax, total
    for (sku, *_), share, tax in zip(sold, shares, taxes):
        if share:
            yield "till_refunds", order["cancelled"] or order["day"], good(sku), -tax, -share


def shared_signed(amount, weights):
    sign = -1 if amount < 0 else 1
    return [sign * share for share in shared(abs(amount), weights)]


def payments(best):
    """Moves what a provider charged of tills' orders to the till, and drops orders that a till has taken."""
    tills = {key[1:]: entry[1][0] for key, entry in best.items() if key[0] == "till_order"}
    for key in [key for key in best if key[0] == "till_order" or key[0] == "order" and key[1:] in tills]:
        del best[key]
    for key, (rank, legs) in best.items():
        if key[0] != "transaction" or (key[1], key[2][2]) not in tills:
            continue
        outlet, store, tender = tills[key[1], key[2][2]]
        if not store:
            continue
        moved = []
        for (_, web, currency, day, _), role, category, _, amount in legs:
            taking = "till_vouchers" if is_voucher(tender) else "till_clearing", f"{outlet} {tender}" if tender else outlet
            role, reference = {"webstore_orders": taking, "webstore_refunds": taking, "webstore_fees": ("till_fees", outlet),
                               "webstore_clearing": (role, web)}.get(role, (role, outlet))
            moved.append((("till", outlet, currency, day, "PAYMENTS"), role, category, reference, amount))
        best[key] = rank, moved


def orders(best):
    """Drops orders of the web that ended unpaid; adds what others say was given back beyond the refunds of their payments."""
    charged, back, currencies = set(), collections.Counter(), collections.defaultdict(set)
    for key in (key for key in best if key[0] == "transaction"):
        order, (_, kind, name, amount, _, currency, _) = (key[1], key[2][2]), key[2]
        if name and kind in {"charge", "sale", "capture"}:
            charged.add(order)
        if name and "refund" in kind:
            back[order] += amount
            currencies[order].add(currency)
    for key in [key for key in best if key[0] == "state"]:
        (order,), order_key, name = best.pop(key)[1], ("order", *key[1:]), key[1:]
        if order_key not in best:
            continue  # a till took it
        if order["unpaid"] and name not in charged:
            del best[order_key]
            continue
        beyond = max(0, order["refunded"] + back[name]) if currencies[name] <= {order["currency"]} else 0
        root = "webstore", key[1], order["currency"], order["cancelled"] or order["day"], "ORDERS"
        if beyond:
            best[order_key][1].extend([(root, "webstore_refunds", "(none)", key[1], beyond),
                                       (root, "webstore_orders", "(none)", key[1], -beyond)])
