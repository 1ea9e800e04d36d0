"""channels/: two outlets' tills, a web store and a vendor account over two months, with the bank lines that paid them."""
import datetime
import json

from . import home

CATALOG = """
MUG-OAK-12    | Tableware | Mug, oak green  | 4.10
BOWL-ASH-22   | Tableware | Bowl, ash glaze | 6.35
LAMP-DESK-01  | Lighting  | Desk lamp       | 18.25
=CANDLE-6     | Lighting  | Candles, six    | 2.20
"""
OUTLETS = [("OUT-HAM", "Hazel Hamburg", "EU1", "EUR", "2024-03-01", ""), ("OUT-MUC", "Hazel München", "EU1", "EUR", "2025-09-15", "")]

# outlet | ticket | time | sku | pieces | price | discount | means of payment; of a refund the pieces are negative
TICKETS = """
OUT-HAM | H-1041 | 2026-03-27 10:12:40 | MUG-OAK-12   |  2 | 14.90 |  0.00 | card
OUT-HAM | H-1041 | 2026-03-27 10:12:40 | MUG-OAK-12   |  2 | 14.90 |  0.00 | card
OUT-HAM | H-1042 | 2026-03-27 16:31:02 | LAMP-DESK-01 |  1 | 79.00 | -7.90 | cash
OUT-HAM | H-1043 | 2026-03-30 11:05:57 | =CANDLE-6    |  3 |  6.50 |  0.00 | voucher
OUT-HAM | H-1044 | 2026-03-31 18:44:13 | MUG-OAK-12   | -1 | 14.90 |  0.00 | cash
OUT-HAM | H-1045 | 2026-04-01 09:20:31 | BOWL-ASH-22  |  4 | 18.90 |  0.00 | card
OUT-HAM | H-1046 | 2026-04-02 12:08:44 | TEA-ASSAM    |  1 |  9.95 |  0.00 | cash
OUT-MUC | M-0311 | 2026-03-30 10:47:19 | BOWL-ASH-22  |  1 | 18.90 |  0.00 | card
OUT-MUC | M-0312 | 2026-03-30 15:02:08 | LAMP-DESK-01 |  1 | 79.00 |  0.00 | card
OUT-MUC | M-0313 | 2026-04-01 13:13:13 | MUG-OAK-12   |  6 | 14.90 | -8.94 | card
OUT-MUC | M-0314 | 2026-04-02 17:25:40 | BOWL-ASH-22  | -1 | 18.90 |  0.00 | card
"""
# id | outlet | first and last day | means of payment | over or short | day at the bank
DEPOSITS = """
CD-HAM-0327 | OUT-HAM | 2026-03-27 | 2026-03-27 | card |  0.00 | 2026-03-31
CA-HAM-0331 | OUT-HAM | 2026-03-27 | 2026-03-31 | cash | -0.20 | 2026-04-01
CD-HAM-0401 | OUT-HAM | 2026-04-01 | 2026-04-01 | card |  0.00 | 2026-04-03
CD-MUC-0330 | OUT-MUC | 2026-03-30 | 2026-03-30 | card |  0.00 | 2026-04-01
CD-MUC-0402 | OUT-MUC | 2026-04-01 | 2026-04-02 | card |  0.00 | 2026-04-07
"""
# order | created | sku | pieces | price | shipping | discount
ORDERS = """
#2001 | 2026-03-28 09:15:00 | MUG-OAK-12   | 2 | 16.90 | 4.90 | 0.00
#2002 | 2026-03-30 21:40:12 | LAMP-DESK-01 | 1 | 84.00 | 0.00 | 8.40
#2003 | 2026-04-01 08:02:55 | =CANDLE-6    | 4 |  7.25 | 4.90 | 0.00
"""
# time | type | order | payout | amount | fee
PAYMENTS = """
2026-03-28 09:15:00 | charge     | #2001 | 70000111 |  38.70 |  1.08
2026-03-30 21:40:12 | charge     | #2002 | 70000111 |  75.60 |  1.84
2026-04-01 08:02:55 | charge     | #2003 | 70000118 |  33.90 |  0.99
2026-04-01 14:30:00 | refund     | #2001 | 70000118 | -16.90 |  0.00
2026-04-02 10:00:00 | chargeback | #1987 |          | -42.00 | 15.00
2026-04-02 10:05:00 | adjustment |       |          |   3.00 |  0.00
"""
PAYOUTS = [("70000111", "2026-04-01", "paid"), ("70000118", "2026-04-03", "in_transit")]


def rows(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def cents(text):
    return int(text.replace(".", ""))


def major(cents):
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def tax(total):
    """The 19 percent that a total holds, half a cent away from zero."""
    return (2 * abs(total) * 19 + 119) // 238 * (-1 if total < 0 else 1)


def tickets():
    """outlet, ticket, time, sku, pieces, price, discount, total, means of payment; amounts in cents."""
    for outlet, ticket, time, sku, pieces, price, discount, tender in rows(TICKETS):
        yield outlet, ticket, time, sku, int(pieces), cents(price), cents(discount), int(pieces) * cents(price) + cents(discount), tender


def takings():
    sums = {}
    for outlet, _, time, *_, total, tender in tickets():
        sums[time[:10], outlet, tender] = sums.get((time[:10], outlet, tender), 0) + total
    return sums


def deposits():
    for id, outlet, first, last, tender, over, day in rows(DEPOSITS):
        gross = sum(total for (when, where, how), total in takings().items() if where == outlet and how == tender and first <= when <= last)
        fee = -(abs(gross) * 12 // 1000) if tender == "card" else 0
        yield id, outlet, first, last, tender, gross, fee, cents(over), gross + fee + cents(over), day


def till_files():
    for outlet in ("OUT-HAM", "OUT-MUC"):
        yield f"pos/{outlet}_sales.csv", home.table(
            "ticket,outlet,local_time,type,sku,quantity,unit_price,discount,tax,total,currency,tender",
            [(ticket, own, time, "refund" if total < 0 else "sale", sku, pieces, major(price), major(off), major(tax(total)), major(total), "EUR", tender)
             for own, ticket, time, sku, pieces, price, off, total, tender in tickets() if own == outlet])
    yield "pos/tenders.csv", home.table("date,outlet,tender,amount,currency", [
        (day, outlet, tender, major(total), "EUR") for (day, outlet, tender), total in sorted(takings().items())])
    yield "pos/deposits.csv", home.table("deposit_id,outlet,from,to,tender,gross,fee,over_short,net,currency,bank,bank_date", [
        (*row[:5], *map(major, row[5:9]), "EUR", "BANK-DE", row[9]) for row in deposits()])


def shop_files():
    orders = []
    for name, created, sku, pieces, price, shipping, off in rows(ORDERS):
        subtotal = int(pieces) * cents(price) - cents(off)
        total = subtotal + cents(shipping)
        at = f"{created} +0100" if created < "2026-03-29" else f"{created} +0200"
        orders.append((name, "paid", at, at, "EUR", major(subtotal), shipping, major(tax(total)), major(total), off, "Standard", at,
                       pieces, price, sku, "", "Shopify Payments", "0.00", "0.00"))
    yield "shopify/orders.csv", home.table(
        "Name,Financial Status,Paid at,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Shipping Method,"
        "Created at,Lineitem quantity,Lineitem price,Lineitem sku,Cancelled at,Payment Method,Refunded Amount,Lineitem discount", orders)
    paid = {id: (day, status) for id, day, status in PAYOUTS}
    lines = []
    for time, kind, order, payout, amount, fee in rows(PAYMENTS):
        day, status = paid.get(payout, ("", "pending"))
        lines.append((f"{time} +0200", kind, order, status, day, payout, amount, fee, major(cents(amount) - cents(fee)), "", "EUR"))
    yield "shopify/transactions.csv", home.table(
        "Transaction Date,Type,Order,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,Checkout,Currency", lines)
    totals = []
    for id, day, status in PAYOUTS:
        own = [(line[1], cents(line[6]), cents(line[7])) for line in lines if line[5] == id]
        charges, refunds = (sum(amount for kind, amount, _ in own if kind == wanted) for wanted in ("charge", "refund"))
        fees = -sum(fee for *_, fee in own)
        totals.append((day, status, major(charges), major(refunds), "0.00", "0.00", major(fees), "0.00", major(charges + refunds + fees), "EUR", id))
    yield "shopify/payouts.csv", home.table(
        "Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,Currency,Payout ID", totals)


# invoice | issued | status | lines: pieces billed, cost, pieces paid
INVOICES = [("INV-7001", "2026-03-06", "PAID", [(24, 1000, 20), (12, 550, 12)]), ("INV-7002", "2026-04-02", "IN_PROGRESS", [(10, 1000, None)]),
            ("INV-7003", "2026-04-03", "REJECTED", [(5, 1000, None)])]
CLAIM = ("CB7100000001", "2026-03-18", 1200)
DISCOUNT = 532  # two percent of what was matched


def dollars(amount):
    return {"currencyCode": "USD", "currencyAmount": major(amount)}


def identifiers(**named):
    return [{"relatedIdentifierName": name, "relatedIdentifierValue": [value]} for name, value in named.items()]


def invoice(number, issued, status, lines):
    items = []
    for place, (pieces, cost, paid) in enumerate(lines, 1):
        context = {"lineItemType": "GOODS", "itemIdentifiers": [{"itemIdentifierName": "ASIN", "itemIdentifierValue": f"B00000000{place}"}]}
        if paid is not None:
            context["matchingContext"] = {
                "matchedQuantity": paid, "matchedAmount": dollars(paid * cost), "quantityVariance": pieces - paid, "paidQuantity": paid,
                "paidAmount": dollars(paid * cost), "varianceReasons": []}
        items.append({"lineItemId": str(place), "quantity": pieces, "unitCost": dollars(cost), "totalAmount": dollars(pieces * cost), "lineItemContext": context})
    header = {
        "invoiceNumber": number, "invoiceIdentifier": f"{number}~HAZEL", "invoiceStatus": status, "invoiceType": "AP_INVENTORY",
        "payer": {"partnerType": "AMAZON"}, "issueDate": f"{issued}T08:00:00Z", "dueDate": "2026-05-05T08:00:00Z", "paymentTerms": "2% 30 Net 60",
        "invoiceAmount": dollars(sum(pieces * cost for pieces, cost, _ in lines)), "relatedIdentifiers": identifiers(VENDOR_CODE="HAZL1"),
        "lastUpdatedDate": "2026-04-20T12:00:00Z"}
    return {"invoiceHeader": header, "invoiceItems": items}


def claim():
    number, issued, amount = CLAIM
    header = {
        "invoiceNumber": number, "invoiceIdentifier": f"{number}~HAZEL", "invoiceStatus": "DEDUCTED", "invoiceType": "OTHER",
        "payer": {"partnerType": "VENDOR"}, "issueDate": f"{issued}T08:00:00Z", "paymentTerms": "Immediate", "invoiceAmount": dollars(amount),
        "relatedIdentifiers": identifiers(VENDOR_CODE="HAZL1"), "lastUpdatedDate": "2026-04-10T12:00:00Z"}
    line = {"lineItemId": "1", "totalAmount": dollars(amount), "lineItemContext": {"lineItemType": "SERVICES", "itemDescription": "Chargeback Prep"}}
    return {"invoiceHeader": header, "invoiceItems": [line]}


def payment():
    """The first invoice less the claim."""
    paid = sum(paid * cost for _, cost, paid in INVOICES[0][3])
    nets = [(INVOICES[0][0], paid - DISCOUNT, DISCOUNT), (CLAIM[0], -CLAIM[2], 0)]
    header = {
        "paymentDate": "2026-04-08T10:00:00Z", "paymentNumber": "40007001", "uniquePaymentId": "7001", "exchangeRate": 1,
        "paymentAmount": dollars(sum(net for _, net, _ in nets)), "remittanceStatus": "SUCCESSFUL", "lineItemCount": len(nets),
        "relatedIdentifiers": identifiers(VENDOR_CODE="HAZL1")}
    items = [{"invoiceNumber": number, "netAmountPaid": dollars(net), "netAmountPaidBreakdown": [
        {"breakdownType": "TermsDiscountTaken", "breakdownAmount": dollars(discount)}]} for number, net, discount in nets]
    return {"remittanceHeader": header, "remittanceItems": items}


def vendor_files():
    records = [invoice(*each) for each in INVOICES] + [claim()]
    yield "vendor/invoices.jsonl", "".join(json.dumps(record) + "\n" for record in records).encode()
    yield "vendor/remittances.jsonl", (json.dumps(payment()) + "\n").encode()
    number, issued, amount = CLAIM
    yield "vendor/chargebacks.csv", home.table(
        "Chargeback ID,Issue date,Vendor code,PO,Issue type,Issue sub-type,Quantity,Charge per unit,Financial charge,Currency,Status,Dispute by,Dispute status",
        [(number, issued, "HAZL1", "", "Prep", "Labels", 4, "3.00", major(amount), "USD", "Charged", "2026-04-17", "")])


def bank_files():
    lines = [(row[9], major(row[8]), f"CARD SETTLEMENT {row[0]}" if row[4] == "card" else f"CASH {row[0]}", "EUR") for row in deposits()]
    total = sum(cents(amount) - cents(fee) for _, _, _, payout, amount, fee in rows(PAYMENTS) if payout == "70000111")
    lines.append(("2026-04-01", major(total), "SHOPIFY PAYMENTS 70000111", "EUR"))
    yield "bank/euro.csv", home.table("date,amount,text,currency,account", [(*line, "DE-EUR") for line in sorted(lines)])
    paid = payment()["remittanceHeader"]["paymentAmount"]["currencyAmount"]
    yield "bank/dollar.csv", home.table("date,amount,text,currency,account", [
        ("2026-04-09", paid, "AMAZON.COM SERVICES 40007001", "USD", "DE-USD")])


def files():
    stores = [("EU1", "eu", ["DE"], [("EUR", "Standard Orders", "DE")])]
    config = home.config(stores, "EUR", ["catalog", "outlets", "fx"]).decode()
    config += '\n[[webstore]]\nid = "HAZEL-SHOP"\ncatalog = "EU1"\n'
    config += '\n[[bank_csv]]\nname = "lines"\ndates = "ymd"\ndecimal = "."\nbooking_date = "date"\namount = "amount"\ncurrency_column = "currency"\naccount_column = "account"\ntext = ["text"]\n'
    yield "acorn.toml", config.encode()
    yield "catalog.csv", home.table("sku,store,asin,category,title,unit_cost,currency,effective_from", [
        (sku, "EU1", "", category, title, cost, "EUR", "2026-01-01") for sku, category, title, cost in rows(CATALOG)])
    yield "outlets.csv", home.table("outlet_id,name,store,currency,opened,closed", OUTLETS)
    first = datetime.date(2026, 3, 2)
    yield "fx.csv", home.table("date,base,quote,rate", [
        (first + datetime.timedelta(days=7 * week), "EUR", "USD", f"1.{1520 + 13 * week % 40}") for week in range(9)])
    for part in (till_files, shop_files, vendor_files, bank_files):
        for name, data in part():
            yield f"documents/{name}", data
