"""Checks what the journal books of a vendor account, for verify_channels.py: from Amazon's invoices and remittances and
Vendor Central's lists it computes anew what each invoice and claim opens, and what each payment has paid of it.

Not computed: by which kind a claim or a deduction is booked, the tax in it, and from which day on what is missing of an
invoice that Amazon calls PARTIALLY_PAID or IN_PROGRESS counts as kept.
"""
import collections, datetime, json, re  # noqa: E401
from decimal import Decimal

from __main__ import DIGITS, NEVER, compare, expect, inflate, table

PAIRS = [("header", "items"), ("invoiceHeader", "invoiceItems"), ("remittanceHeader", "remittanceItems")]
INNER = {"orders", "ordersStatus", "shipmentConfirmations", "invoices", "remittances", "payload", "record", "body"}
RANKS = {"SUCCESSFUL": 1, "FAILED": 2}
MOST, MOST_PIECES = 10**12, 10**9  # minor units and pieces: a record that states more is refused
AMOUNTS = {"invoiceAmount", "totalAmount", "paidAmount", "matchedAmount", "paymentAmount", "paymentAmountInInvoiceCurrency",
           "netAmountPaid", "withholdingAmount"}
PIECES = {"quantity", "quantityVariance", "paidQuantity"}
LISTS = {"Chargeback ID": "Financial charge", "Invoice number": "Amount"}


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).timestamp()) if text else NEVER


def day(text):
    return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc).date().isoformat()


def month(text):
    return day(text)[:7]


def money(value):
    """Currency and minor units."""
    if value is None:
        return "", 0
    amount = Decimal(str(value.get("currencyAmount", value.get("amount"))))
    return value["currencyCode"], int(amount.scaleb(DIGITS.get(value["currencyCode"], 2)))


def is_beyond(value):
    """Whether a record states more than any vendor has."""
    if isinstance(value, list):
        return any(map(is_beyond, value))
    if not isinstance(value, dict):
        return False
    return (any(abs(money(amount)[1]) > MOST for name, amount in value.items() if name in AMOUNTS and amount)
            or any(is_many(value[name]) for name in PIECES & value.keys()) or any(map(is_beyond, value.values())))


def is_many(text):
    return bool(re.fullmatch(r"[+-]?\d+", str(text))) and abs(int(text)) > MOST_PIECES


class Vendor:
    """The last state of each record, whatever the order in which documents came."""

    def __init__(self, archive, deliveries):
        self.records, self.charges, came = {}, {}, {}
        for delivery in deliveries:
            if delivery.kind == "vendor" or delivery.source.startswith(("sp-api:getInvoice", "sp-api:getRemittance")):
                came[delivery.sha256] = min(came.get(delivery.sha256, delivery.received), delivery.received)
        for digest, received in sorted(came.items()):
            text = inflate(archive.read(digest)).decode("utf-8-sig", errors="replace")
            if text.lstrip()[:1] in {"{", "[", "\x1e"}:
                self.read_json(text, received, digest)
            else:
                self.read_list(text, received, digest)

    def read_json(self, text, received, digest):
        pages = [page for page in text.split("\x1e") if page.strip()]
        try:
            values = [json.loads(page, parse_float=Decimal) for page in pages]
        except ValueError:
            values = []
            for line in text.splitlines():
                try:
                    values.append(json.loads(line, parse_float=Decimal))
                except ValueError:
                    continue  # a broken record stops no other
        for head, items in PAIRS:  # the lines of one record may go over several pages
            if len(values) > 1 and len(pages) > 1 and all(head in value for value in values):
                values = [{head: values[0][head], items: [item for value in values for item in value.get(items) or []]}]
        for value in values:
            self.walk(value, None, received, digest)

    def walk(self, value, since, received, digest):
        if isinstance(value, list):
            for element in value:
                self.walk(element, since, received, digest)
        elif isinstance(value, dict):
            known = value.get("known_from") or value.get("sent_at") or since
            inner = [inside for name, inside in value.items() if name in INNER]
            pair = next((pair for pair in PAIRS if pair[0] in value), None)
            if not pair and inner and "purchaseOrderNumber" not in value and "invoiceNumber" not in value:
                for element in inner:
                    self.walk(element, known, received, digest)
                return
            head, items = (value[pair[0]], value.get(pair[1]) or []) if pair else (value, None)
            if "uniquePaymentId" in head:
                kind, key, at = "remittance", str(head["uniquePaymentId"]), head["paymentDate"]
            elif "invoiceTotal" in head and "invoiceStatus" not in head:
                payee = (value.get("remitToParty") or {}).get("partyId")
                kind, key, at = "sent", f"{value['id']}~{payee}" if payee else value["id"], known or value["date"]
            elif "invoiceStatus" in head and "orderDetails" not in value:
                kind, key = "invoice", head.get("invoiceIdentifier") or head["invoiceNumber"]
                at = head.get("lastUpdatedDate") or known
            else:
                return
            if is_beyond(value):
                return
            rank = RANKS.get(head.get("remittanceStatus"), 0)
            state = seconds(at) if at else received, rank, json.dumps(value, default=str), digest
            place = kind, key, items is not None
            if place not in self.records or state > self.records[place][0]:
                self.records[place] = state, head, items

    def read_list(self, text, received, digest):
        for row in table(text.encode()):
            for name, amount in LISTS.items():
                if row.get(name) and row.get(amount):
                    state = (received, json.dumps(row), digest)
                    currency, units = money({"currencyCode": row["Currency"], "amount": row[amount]})
                    if abs(units) > MOST or is_many(row.get("Quantity", "")):
                        continue
                    if row[name] not in self.charges or state > self.charges[row[name]][0]:
                        self.charges[row[name]] = state, row["Issue date"], currency, abs(units)

    def invoices(self):
        """Heads and lines by identifier (two payees may use one number), and by number each identifier with its codes."""
        invoices, numbers = {}, collections.defaultdict(dict)
        for head, items in self.latest("invoice"):
            number = head["invoiceNumber"]
            id = head.get("invoiceIdentifier") or number
            invoices[id] = head, items
            numbers[number][id] = {*codes(head.get("relatedIdentifiers"), "VENDOR_CODE")[:1], id.removeprefix(f"{number}~")}
        return invoices, numbers

    def latest(self, wanted):
        """Heads and lines; a later head of a list brings a full record up to date."""
        for (kind, key, is_full), (state, head, items) in sorted(self.records.items(), key=lambda record: record[0]):
            other = self.records.get((kind, key, not is_full))
            if kind == wanted and (is_full or not other):
                yield (other[1] if other and other[0][:2] > state[:2] else head), items or []


def stated(breakdowns, name):
    """The first amount of that name in breakdowns of breakdowns; None where there is none."""
    for part in breakdowns or []:
        if part["breakdownType"] == name:
            return money(part["breakdownAmount"])[1]
        if (inner := stated(part.get("breakdowns"), name)) is not None:
            return inner
    return None


def withheld(item):
    """Tax withheld of what an item pays, unless the item's total is made up without it."""
    (_, net), total = money(item["netAmountPaid"]), item.get("totalAmount")
    if net < 0 or total and money(total)[1] == net + discount(item):
        return 0
    return abs(money(item.get("withholdingAmount"))[1])


def discount(item):
    return stated(item.get("netAmountPaidBreakdown"), "TermsDiscountTaken") or 0


def tax(head, items, sent):
    """The tax of an invoice: of its lines, else of its header, else of the invoice as it was sent, if it is for the same."""
    lines = [stated(item.get("totalAmountBreakdown"), "ItemTaxAmount") for item in items]
    own = sum(line or 0 for line in lines) if any(line is not None for line in lines) else None
    own = own if own is not None else stated(head.get("invoiceAmountBreakdowns"), "TaxAmount")
    payee = (head.get("invoiceIdentifier") or "").removeprefix(f"{head['invoiceNumber']}~")
    taxed = [one for one in sent.get(head["invoiceNumber"], []) if sent_tax(one) is not None]
    named = [one for one in taxed if (one.get("remitToParty") or {}).get("partyId") == payee] or (taxed if len(taxed) == 1 else [])
    if own is not None or not named or money(named[0]["invoiceTotal"]) != money(head["invoiceAmount"]):
        return own or 0
    return sent_tax(named[0])


def sent_tax(invoice):
    for lists in [[invoice.get("taxDetails")], [item.get("taxDetails") for item in invoice.get("items") or []]]:
        if taxes := [money(part["taxAmount"])[1] for list in lists for part in list or []]:
            return sum(taxes)
    return None


def codes(related, *names):
    """The values of related identifiers."""
    values = [one["relatedIdentifierValue"] for one in related or [] if one["relatedIdentifierName"] in names]
    return [code for value in values for code in ([value] if isinstance(value, str) else value)]


def paid_id(numbers, item, head):
    """The identifier of what an item pays: the only invoice of the number, else the only one that a code names; or the number."""
    ids = numbers.get(item["invoiceNumber"], {})
    if len(ids) == 1:
        return next(iter(ids))
    for related, *names in [(item.get("relatedItemIdentifiers"), "PAYEE_CODE", "VENDOR_CODE"),
                            (head.get("relatedIdentifiers"), "PAYEE_CODE"), (head.get("relatedIdentifiers"), "VENDOR_CODE")]:
        fit = [id for id, own in ids.items() if own & set(codes(related, *names))]
        if len(fit) == 1:
            return fit[0]
    return item["invoiceNumber"]


def check(archive, deliveries, said):
    """Takes the vendor's entries out of `said` (entry, then role, category and reference) and compares them.

    Returns payments by number, with amount and day as stated, the UTC day of the entry of each, and those of the issue of
    invoices and claims by number.
    """
    vendor, opened, paid, settled, totals = Vendor(archive, deliveries), collections.Counter(), {}, collections.Counter(), {}
    open_yet, taxes, sent = collections.Counter(), collections.Counter(), collections.defaultdict(list)
    for invoice, _ in vendor.latest("sent"):
        sent[invoice["id"]].append(invoice)
    invoices, numbers = vendor.invoices()
    remittances = [(head, items) for head, items in vendor.latest("remittance") if head["remittanceStatus"] != "FAILED"]
    for head, items in sorted(remittances, key=lambda one: (seconds(one[0]["paymentDate"]), str(one[0]["uniquePaymentId"]))):
        for item in items:
            number, (currency, net) = item["invoiceNumber"], money(item["netAmountPaid"])
            id = paid_id(numbers, item, head)
            legs = paid.setdefault(str(head["uniquePaymentId"]), collections.Counter())
            legs["vendor_receivable", number] -= net + discount(item) + withheld(item)
            legs["vendor_discounts", currency] += discount(item)
            legs["tax_withheld", currency] += withheld(item)
            if id in invoices and money(invoices[id][0]["invoiceAmount"])[0] == currency:
                settled[id] += net + discount(item) + withheld(item)
                totals[id] = str(head["uniquePaymentId"])
    for id, (head, items) in invoices.items():
        number = head["invoiceNumber"]
        currency, amount = money(head["invoiceAmount"])
        payer = (head.get("payer") or {}).get("partnerType")
        if payer == "VENDOR" or not payer and head.get("invoiceType") == "OTHER":
            opened[currency, month(head["issueDate"]), "DEDUCTIONS", number] -= amount
        elif items and (id in totals or head["invoiceStatus"] != "REJECTED"):
            billed, owed = sum(money(item["totalAmount"])[1] for item in items), tax(head, items, sent)
            billed += owed if billed + owed == amount else 0  # lines may be without their tax
            opened[currency, month(head["issueDate"]), "INVOICES", number] += billed
            taxes[currency, month(head["issueDate"])] += owed
            if id in totals:  # what Amazon has not paid of an invoice that it has settled, it has kept
                paid[totals[id]]["vendor_receivable", number] -= max(billed - settled[id], 0)
                if head["invoiceStatus"] in {"PARTIALLY_PAID", "IN_PROGRESS"}:  # or more is to come
                    open_yet[totals[id], number] += max(billed - settled[id], 0)
    for number, (_, issued, currency, amount) in vendor.charges.items():
        if number not in numbers:
            opened[currency, issued[:7], "DEDUCTIONS", number] -= amount
    compare_opened(opened, taxes, said)
    for id, legs in paid.items():
        found = said.pop(f"VENDOR-PAY-{id}", {})
        booked = collections.Counter()
        for (role, _, reference), amount in found.items():
            booked[role, reference if role == "vendor_receivable" else ""] += amount
        for (role, reference), amount in legs.items():
            if role == "vendor_receivable" and booked[role, reference] != amount + open_yet[id, reference]:
                compare(f"journal.csv, VENDOR-PAY-{id}, {reference}", amount, booked[role, reference])
        for wanted in ["vendor_discounts", "tax_withheld"]:
            amount = sum(amount for (role, _), amount in legs.items() if role == wanted)
            compare(f"journal.csv, VENDOR-PAY-{id}, {wanted}", amount, booked[wanted, ""])
    for head, items in remittances:
        if not items:
            found = said.pop(f"VENDOR-PAY-{head['uniquePaymentId']}", {})
            booked = sum(amount for (role, *_), amount in found.items() if role == "vendor_in_transit")
            compare(f"journal.csv, VENDOR-PAY-{head['uniquePaymentId']}", money(head["paymentAmount"])[1], booked)
    return ({str(head["paymentNumber"]): (money(head["paymentAmount"]), head["paymentDate"][:10]) for head, _ in remittances},
            {f"VENDOR-PAY-{head['uniquePaymentId']}": day(head["paymentDate"]) for head, _ in remittances},
            {number: {issued} for number, (_, issued, *_) in vendor.charges.items()}
            | {number: {day(invoices[id][0]["issueDate"]) for id in ids} for number, ids in numbers.items()})


def compare_opened(opened, taxes, said):
    """Of all vendor codes together: several may have the number, or lines of one invoice."""
    booked, booked_taxes = collections.Counter(), collections.Counter()
    for root in [root for root in said if root.startswith("VENDOR-")]:
        if match := re.fullmatch(r"VENDOR-.*-([A-Z]{3})-(\d{4}-\d\d)-(INVOICES|DEDUCTIONS)", root):
            for (role, _, reference), amount in said.pop(root).items():
                if role == "vendor_receivable":
                    booked[(*match.groups(), reference)] += amount
                elif role == "tax_collected" and match[3] == "INVOICES":
                    booked_taxes[match[1], match[2]] -= amount
    for key in sorted(taxes.keys() | booked_taxes.keys()):
        compare(f"journal.csv, tax of vendor invoices, {' '.join(key)}", taxes[key], booked_taxes[key])
    for key in sorted(opened.keys() | booked.keys()):
        compare(f"journal.csv, vendor invoices, {' '.join(key)}", opened[key], booked[key])
