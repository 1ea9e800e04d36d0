"""Orders, refunds and multi-channel shipments as rows of a settlement."""
from datetime import datetime
from typing import NamedTuple

from .flatfile import row
from .shops import GOODS, INVOICED, INVOICED_VAT, MARKETS, REFERRAL, SHIPPING, Market


class Order(NamedTuple):
    id: str
    merchant_id: str
    at: datetime
    market: Market
    fulfillment: str
    shipment: str
    lines: list  # (good, units, order-item-code, promotion-id, [(amount-type, amount-description, minor units)])


def pick(luck, values):
    return values[int(luck.random() * len(values))]  # random() gives the same numbers in every Python 3


def digits(luck, count):
    return "".join(pick(luck, "0123456789") for _ in range(count))


def share(amount, basis_points):
    return (amount * basis_points + 5000) // 10000


def line_amounts(good, units, account, market, fba, shipping, discount, gift):
    """What one order line earns and costs, in Amazon's order. Amazon leaves zeros out."""
    level = 14 if account.currency == "CAD" else 10  # Canadian prices are 1.4 times the American ones
    price, fba_fee = good.price * units * level // 10, good.fba_fee * units * level // 10
    paid_shipping = 0 if fba else shipping  # Amazon ships free of charge: a promotion takes the credit back exactly
    rate = INVOICED_VAT[market.name] if account.kind == INVOICED else market.tax
    tax, shipping_tax, referral = share(price - discount, rate), share(paid_shipping, rate), REFERRAL[good.category]
    sales = [("ItemPrice", "Principal", price), ("ItemPrice", "Tax", tax), ("ItemPrice", "Shipping", shipping),
             ("ItemPrice", "ShippingTax", shipping_tax), ("ItemPrice", "GiftWrap", gift)]
    withheld = [("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", -tax),
                ("ItemWithheldTax", "MarketplaceFacilitatorTax-Shipping", -shipping_tax)] if market.withheld else []
    fees = [("ItemFees", "Commission", -share(price - discount, referral)),
            ("ItemFees", "ShippingHB", -share(paid_shipping, referral)),
            ("ItemFees", "FBAPerUnitFulfillmentFee", -fba_fee if fba else 0), ("ItemFees", "GiftwrapChargeback", -gift)]
    promotions = [("Promotion", "Shipping", paid_shipping - shipping), ("Promotion", "Principal", -discount),
                  ("Points", "PointsGranted", -(price // 100) if account.currency == "JPY" else 0)]
    return [amount for amount in sales + withheld + fees + promotions if amount[2]]


def make_order(account, luck, at):
    """One to three goods, one to three units each; three of four orders are shipped by Amazon."""
    market = MARKETS[pick(luck, account.markets)]
    fba = luck.random() < 0.75
    number = f"{market.order_prefix}-{digits(luck, 7)}-{digits(luck, 7)}"
    goods = [good for good in GOODS if good.store == account.store]
    lines = []
    for index in range(pick(luck, [1, 1, 1, 2, 3])):
        good, units = goods.pop(int(luck.random() * len(goods))), pick(luck, [1, 1, 1, 2, 3])
        shipping = SHIPPING[account.currency] if index == 0 and (not fba or luck.random() < 0.4) else 0
        discount = share(good.price * units, 1000) if luck.random() < 0.15 else 0
        gift = SHIPPING[account.currency] - 90 if fba and not market.withheld and luck.random() < 0.1 else 0
        promotion = f"Spring offer {digits(luck, 6)}" if discount else ""
        amounts = line_amounts(good, units, account, market, fba, shipping, discount, gift)
        lines.append((good, units, digits(luck, 14), promotion, amounts))
    own = number if fba and account.store != "EU1" else ""
    if market.name == "Amazon.de" and not fba and luck.random() < 0.7:
        own = "HAM-" + digits(luck, 5)  # the Hamburg shop ships these itself and numbers them
    return Order(number, own, at, market, "AFN" if fba else "MFN", "H" + digits(luck, 8), lines)


def order_rows(order):
    for good, units, code, promotion, amounts in order.lines:
        for kind, description, amount in amounts:
            points = kind == "Points"  # such rows name neither the item nor a quantity
            discount = (kind, description) == ("Promotion", "Principal")
            yield row(order.at, "Order", kind, description, amount, order_id=order.id,
                      merchant_order_id=order.merchant_id, shipment_id=order.shipment,
                      marketplace_name=order.market.name, fulfillment_id=order.fulfillment,
                      order_item_code="" if points else code, sku=good.sku,
                      quantity_purchased="" if points else str(units), promotion_id=promotion if discount else "")


def refund_rows(order, luck, at):
    """The first line of an order goes back. Amazon returns its commission and keeps a fifth of it; FBA fees stay paid."""
    good, _, code, _, amounts = order.lines[0]
    adjustment, item = "amzn1:crow:hazel" + digits(luck, 17), "77" + digits(luck, 17)
    back = []
    for kind, description, amount in amounts:
        if kind != "ItemFees":
            back.append((kind, "PointsReturned" if kind == "Points" else description, -amount))
        elif description == "Commission":
            back += [(kind, description, -amount), (kind, "RefundCommission", -share(-amount, 2000))]
    for kind, description, amount in back:
        yield row(at, "Refund", kind, description, amount, order_id=order.id, merchant_order_id=order.merchant_id,
                  adjustment_id=adjustment, marketplace_name=order.market.name, fulfillment_id=order.fulfillment,
                  order_item_code="" if kind == "Points" else code, merchant_adjustment_item_id=item, sku=good.sku)


def multichannel_rows(luck, at):
    """The Portland shop lets Amazon ship an order of its own: nothing is sold on Amazon, only fees arise."""
    own = "PDX-" + digits(luck, 5)
    order = dict(order_id=f"S01-{digits(luck, 7)}-{digits(luck, 7)}", merchant_order_id=own,
                 shipment_id="H" + digits(luck, 8), marketplace_name="Non-Amazon US", fulfillment_id="AFN")
    for good in (GOODS[0], GOODS[4]):
        item = dict(order_item_code=digits(luck, 14), merchant_order_item_id=own + "-0", sku=good.sku,
                    quantity_purchased="1")
        yield row(at, "Order", "ItemPrice", "Principal", 0, **order, **item)
        yield row(at, "Order", "ItemFees", "FBAPerUnitFulfillmentFee", -good.fba_fee, **order, **item)
    yield row(at, "Order", "Shipment-Fees", "FBA transportation fee", -1185, **order)  # the freight of the whole order
