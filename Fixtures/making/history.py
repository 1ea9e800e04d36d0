"""history/: one settlement in the V1 layout, as Amazon wrote it until V2 took over."""
from . import home
from .flatfile import NORTH_AMERICA, minor, table, text

COLUMNS = """
settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id
merchant-order-id adjustment-id shipment-id marketplace-name shipment-fee-type shipment-fee-amount order-fee-type order-fee-amount
fulfillment-id posted-date order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased price-type
price-amount item-related-fee-type item-related-fee-amount misc-fee-amount other-fee-amount other-fee-reason-description
promotion-id promotion-type promotion-amount direct-payment-type direct-payment-amount other-amount
""".split()

NUMBER, START, END, DEPOSIT = "90400000014", "2025-06-12T19:44:51", "2025-06-26T19:44:52", "2025-06-28T19:44:52"

# posted | transaction-type | order | sku | item code | units | column family | label | amount
# One line is one row. Units make the extra row in front that holds a quantity and no amount.
ROWS = """
2025-06-14T09:12:40 | Order  | 702-5510384-1148206 | MUG-OAK-12    | 40118263550071 | 2 | price            | Principal                |  49.80
2025-06-14T09:12:40 | Order  | 702-5510384-1148206 | MUG-OAK-12    | 40118263550071 |   | item-related-fee | FBAPerUnitFulfillmentFee | -11.90
2025-06-14T09:12:40 | Order  | 702-5510384-1148206 | MUG-OAK-12    | 40118263550071 |   | item-related-fee | Commission               |  -7.47
2025-06-14T09:12:40 | Order  | 702-5510384-1148206 | TEA-ASSAM-250 | 40118263550075 | 1 | price            | Principal                |  20.65
2025-06-14T09:12:40 | Order  | 702-5510384-1148206 | TEA-ASSAM-250 | 40118263550075 |   | item-related-fee | FBAPerUnitFulfillmentFee |  -5.04
2025-06-14T09:12:40 | Order  | 702-5510384-1148206 | TEA-ASSAM-250 | 40118263550075 |   | item-related-fee | Commission               |  -1.65
2025-06-15T22:48:03 | Order  | 702-0938177-6602451 | TXT-0110      | 40118301177428 | 1 | price            | Principal                |  44.80
2025-06-15T22:48:03 | Order  | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | price            | Shipping                 |   7.99
2025-06-15T22:48:03 | Order  | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | item-related-fee | FBAPerUnitFulfillmentFee |  -6.16
2025-06-15T22:48:03 | Order  | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | item-related-fee | Commission               |  -7.62
2025-06-15T22:48:03 | Order  | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | promotion        | Shipping                 |  -7.99
2025-06-12T19:44:51 | Payable to Amazon | | | | | other | | -41.27
2025-06-16T03:20:57 | ServiceFee | | | | | item-related-fee + other-fee | Cost of Advertising + TaxAmount | -36.40 + -4.73
2025-06-12T20:51:09 | Successful charge | | | | | other | | 41.27
2025-06-17T04:09:26 | Subscription Fee | | | | | other | | -33.89
2025-06-18T17:30:15 | Order  | S01-4401927-5583016 | MUG-OAK-12    | 40118377290164 | 1 | price            | Principal                |   0.00
2025-06-18T17:30:15 | Order  | S01-4401927-5583016 | MUG-OAK-12    | 40118377290164 |   | item-related-fee | FBAPerUnitFulfillmentFee |  -5.95
2025-06-18T17:30:15 | Order  | S01-4401927-5583016 |               |                |   | shipment-fee     | FBA transportation fee   | -12.40
2025-06-20T11:05:32 | Order  | 701-7724960-3390518 | LAMP-DESK-01  | 40118420036682 | 1 | price            | Principal                |  89.60
2025-06-20T11:05:32 | Order  | 701-7724960-3390518 | LAMP-DESK-01  | 40118420036682 |   | item-related-fee | Commission               | -10.75
2025-06-20T11:05:32 | Order  | 701-7724960-3390518 |               |                |   | order-fee        | FBAPerOrderFulfillmentFee|  -2.50
2025-06-23T06:14:48 | Refund | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | price            | Principal                | -44.80
2025-06-23T06:14:48 | Refund | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | price            | Shipping                 |  -7.99
2025-06-23T06:14:48 | Refund | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | promotion        | Shipping                 |   7.99
2025-06-23T06:14:48 | Refund | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | item-related-fee | Commission               |   7.62
2025-06-23T06:14:48 | Refund | 702-0938177-6602451 | TXT-0110      | 40118301177428 |   | item-related-fee | RefundCommission         |  -1.52
2025-06-24T13:57:20 | WAREHOUSE_DAMAGE | | TEA-ASSAM-250 | | 1 | other | | 11.36
2025-06-25T08:40:11 | Storage Fee | | | | | other | | -19.83
"""
# Their families have a description beside the amount, or none at all.
LABEL_COLUMN = {"other-fee": "other-fee-reason-description", "other": "(none)"}


def order_cells(kind, order, code):
    if not order:
        return {}
    own = order.startswith("S01")  # a shipment for the seller's own shop
    cells = {"order-id": order, "merchant-order-id": "YVR-30518" if own else order, "fulfillment-id": "AFN",
             "marketplace-name": "Non-Amazon CA" if own else "Amazon.ca"}
    if kind == "Refund":
        return {**cells, "adjustment-id": "amzn1:crow:hazel20250623061448007", "merchant-adjustment-item-id": "7700182640029913355"}
    return {**cells, "shipment-id": "H" + order[-8:].replace("-", ""), "merchant-order-item-id": "YVR-30518-0" if own and code else ""}


def amount_cells(family, label, amount):
    """One amount and its label; an advertising row has two, joined by +."""
    cells = {}
    for part, name, figure in zip(family.split(" + "), label.split(" + "), amount.split(" + ")):
        cells[part + "-amount"] = figure
        cells[LABEL_COLUMN.get(part, part + "-type")] = name
    return cells


def lines():
    rows, total = [], 0
    for posted, kind, order, sku, code, units, family, label, amount in table(ROWS):
        base = {"settlement-id": NUMBER, "transaction-type": kind, "posted-date": posted + "+00:00", "sku": sku,
                "order-item-code": code, **order_cells(kind, order, code)}
        if units and order:
            rows.append({**base, "quantity-purchased": units})
            units = ""
        charge = kind == "Successful charge"  # such rows end in four blanks and an empty line
        rows.append({**base, "quantity-purchased": units, **amount_cells(family, label, amount + "    " * charge)})
        rows += [None] * charge
        total += sum(minor(figure) for figure in amount.split(" + "))
    yield COLUMNS
    stamps = [stamp + "+00:00" for stamp in (START, END, DEPOSIT)]
    yield [NUMBER, *stamps, NORTH_AMERICA.amount(total), "CAD"] + [""] * (len(COLUMNS) - 6)
    for cells in rows:
        yield [] if cells is None else [cells.get(name, "") for name in COLUMNS]


def files():
    yield "acorn.toml", home.config([("CA1", "na", ["CA"], [("CAD", "Standard Orders", "CA")])], "CAD")
    yield f"settlements/CA1_{NUMBER}.txt", text(lines()).encode("cp1252")
