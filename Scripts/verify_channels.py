"""Makes the journal's entries of tills and web stores again from their exports, for verify_journal.py.

Account by account, category by category, by means of payment. As data it takes layouts.tsv (which column is what).
"""
import collections, csv, itertools, re, unicodedata  # noqa: E401

from __main__ import Refused, inflate, refuse, table
import verify_pos
from verify_sheets import Layouts, Row, shared

UNSENT = {"scheduled", "failed", "canceled", "cancelled"}


# --- tills and web stores: one function a kind of export; each yields what a row tells of, and its legs

class Channels:
    def __init__(self, archive, deliveries, books, layouts):
        self.books, self.layouts, self.entries = books, layouts, collections.defaultdict(collections.Counter)
        self.outlets = {row["outlet_id"]: row for row in table(books.files.get("outlets", b""))}
        names = collections.Counter(row.get("name", "") for row in self.outlets.values())
        self.named = {row.get("name", ""): row for row in self.outlets.values() if names[row.get("name", "")] == 1}
        documents, best = collections.defaultdict(list), {}
        for delivery in deliveries:
            if delivery.kind in {"till", "webstore"}:
                documents[delivery.sha256].append(delivery)
        for digest, came in sorted(documents.items()):
            days = []
            try:
                rows = list(self.read(inflate(archive.read(digest)), came, days))
            except (Refused, ValueError, csv.Error, IndexError):
                continue  # nothing of it counts
            mine, received = {}, min(delivery.received for delivery in came)
            for key, legs in rows:
                mine.setdefault(key, []).extend(legs)
            for key, legs in mine.items():  # of two that tell of one thing the export that reaches further counts,
                state = mine.get(("state", *key[1:])) if key[0] in {"order", "state"} else None
                # then that which knows an order to have come further, then the one that was received later
                rank = max(days, default=""), state[0]["progress"] if state else (), received, digest
                if key not in best or rank > best[key][0]:
                    best[key] = rank, legs
        verify_pos.payments(best)
        verify_pos.orders(best)
        roles = {"deposit": "till_in_transit", "payout": "webstore_in_transit"}
        self.deposits = {({"deposit": "till"}.get(key[0], "webstore"), *key[1:]): (leg[0][2], leg[4])  # what is on its way
                         for key, (_, legs) in best.items() for leg in legs if leg[1] == roles.get(key[0])}
        self.legs = [(rank[-1], *leg) for rank, legs in best.values() for leg in legs if leg[4]]  # with the document of each
        for _, (*place, day, part), role, category, reference, amount in self.legs:  # an entry is of a month
            self.entries[(*place, day[:7], part)][role, category, reference] += amount
        for (_, place, *_), legs in self.entries.items():  # what the parts of a total do not make up of it
            legs["channel_differences", "(none)", place] -= sum(legs.values())

    def read(self, data, came, days):
        layout, header, rows = self.layouts.fitting(data)
        kind = layout["kind"]
        places = {name: place for place, name in reversed(list(enumerate(header)))}
        if not {*layout["column"].values()} <= places.keys():
            refuse("a column is missing")
        store = "" if kind.startswith("till") else self.web_store(layout, came)

        def read_rows():
            for cells in rows:
                if any(cell.strip() for cell in cells):
                    if len(cells) != len(header):
                        refuse("a row has more or fewer cells than the header")
                    yield Row(layout, {name: cells[place].strip() for name, place in places.items()}, days)
        return getattr(self, kind)(read_rows(), store)

    def web_store(self, layout, came):
        stores = [store["id"] for store in self.books.configuration.get("webstore", [])]
        named = {layout["setting"]["store"]} - {""} or {delivery.store for delivery in came} - {""}
        folders = {folder for delivery in came for folder in delivery.source.split("/")[:-1]}
        fitting = [s for s in stores if s in named] if named else [s for s in stores if s in folders] or stores
        return fitting[0] if len(fitting) == 1 and len(named) < 2 else refuse("it is not clear which web store it is of")

    def outlet(self, row):
        name = row.setting["outlet"] or row("outlet", True)
        return self.outlet_named(row.layout["outlet"].get(name, name))

    def outlet_named(self, name):
        return self.outlets.get(name) or self.named.get(name) or {"outlet_id": name, "store": ""}

    @staticmethod
    def tender(outlet, tender, root, amount):
        role = "till_vouchers" if verify_pos.is_voucher(tender) else "till_clearing"
        return root, role, "(none)", f"{outlet} {tender}" if tender else outlet, amount

    @staticmethod
    def till_type(row):
        """What a row does by its word; layouts.tsv of earlier versions name no words, whatever is no refund was a sale."""
        word, words = unicodedata.normalize("NFC", row("type")).lower(), row.layout["type"]
        known = "refund" if "refund" in word or "return" in word else "" if words or not word else "sale"
        return words.get(word) or known or (refuse(f"the type {word} is not known") if word else "")

    def till_sales(self, rows, _):
        for row in rows:
            if row.setting["row_type"] and row("row_type") != row.setting["row_type"]:
                continue
            outlet = self.outlet(row)
            id, store, ticket = outlet["outlet_id"], outlet["store"], row("ticket", True)
            currency = row.currency(outlet.get("currency"))
            day, tax, off = row.day("time", True), row.money("tax", currency), abs(row.money("discount", currency))
            if row.has("total"):
                total = row.money("total", currency, True)
            else:
                off = off if row.quantity() < 0 else -off
                total = row.money("net", currency, True) if row.has("net") else row.extended(currency) + off
                total += tax * (row.setting["tax"] == "exclusive")
            kind = self.till_type(row)
            if kind == "ignored":
                continue
            is_refund = kind == "refund" if kind else total < 0
            if kind in {"refund", "void"} and total > 0:
                refuse("a refund or void of a positive amount")
            key = "ticket", id, ticket, day  # an export tells it whole; tills begin again with their numbers
            root, legs = ("till", id, currency, day, "TICKETS"), []
            if store:
                role, category = "till_refunds" if is_refund else "till_sales", self.books.good(store, row("sku"), day)[0]
                legs = [(root, role, category, id, tax - total), (root, "till_tax", "(none)", id, -tax),
                        self.tender(id, row("tender").lower(), root, total)]
            yield key, legs

    def till_tenders(self, rows, _):
        return []  # daily closings are compared with tickets, and not booked

    def till_deposits(self, rows, _):
        for row in rows:
            outlet = self.outlet(row)
            id, currency, tender = outlet["outlet_id"], row.currency(outlet.get("currency")), row("tender", True).lower()
            needed = {"gross", "net"}
            gross, fee, over, net = (row.money(name, currency, name in needed) for name in ("gross", "fee", "over_short", "net"))
            first, last, _ = row.day("from", True), row.day("to", True), row.day("bank_date")
            if last < first:
                refuse("it ends before it begins")
            root = "till", id, currency, last, "DEPOSITS"
            legs = [(root, role, "(none)", id, amount) for role, amount in (
                ("till_fees", -fee), ("till_over_short", -over), ("till_in_transit", net))]
            yield ("deposit", id, row("deposit", True)), [*legs, self.tender(id, tender, root, -gross)] if outlet["store"] else []

    def web_orders(self, rows, store):
        met = {}
        for name, order in itertools.groupby(rows, lambda row: row("order", True)):
            order = list(order)
            said = [[row(field) for field in sorted({*row.layout["column"], *row.layout["optional"]})] for row in order]
            if met.setdefault(name, (said, order))[0] != said:
                refuse(f"order {name} stands twice and says two things")
        orders = [self.order(order) for _, order in met.values()]
        exact = {order["exact"] for order in orders} - {""}
        for order in orders:  # one that foots in no reading is read as those that foot in one only
            mode = order["first"].setting["tax"] or order["exact"] or (min(exact) if len(exact) == 1 else "")
            rest = order["rest"]
            order["added"] = order["tax"] if mode == "exclusive" or not mode and abs(rest - order["tax"]) < abs(rest) else 0
            yield from self.booked(order, store)

    def order(self, rows):
        """An order as its rows tell it, with the reading of its tax in which alone it foots."""
        first, lines = rows[0], []
        name, currency, day = first("order", True), first.currency(), first.day("created", True)
        paid, shipped = first.day("paid"), first.day("shipped")
        cancelled, status = first.day("cancelled"), first("status").lower()
        stated, shipping, tax, back = (first.money(f, currency) for f in ("discount", "shipping", "tax", "refunded"))
        stated, total = abs(stated), first.money("total", currency, True)
        for row in rows:
            if row("quantity") or row("sku"):
                gross = row.money("line_total", currency, True) if row.has("line_total") else row.extended(currency)
                lines.append([row("sku"), gross, abs(row.money("line_discount", currency))])
        gross, own = sum(line[1] for line in lines), sum(line[2] for line in lines)
        subtotal = first.money("subtotal", currency) if first("subtotal") else gross - own - stated
        off = stated if gross - own - stated == subtotal else max(0, stated - own)
        for line, share in zip(lines, shared(off, [max(0, line[1]) for line in lines])):
            line[2] += share
        rest = total - subtotal - shipping
        exact = "" if not tax or rest not in {0, tax} else "exclusive" if rest else "inclusive"
        unpaid = status in verify_pos.UNPAID or cancelled and not paid and status not in verify_pos.PAID
        return {"first": first, "name": name, "currency": currency, "day": day, "cancelled": cancelled, "status": status,
                "lines": lines, "shipping": shipping, "tax": tax, "total": total, "refunded": abs(back), "rest": rest, "exact": exact,
                "unpaid": unpaid, "progress": (abs(back), bool(cancelled or unpaid), bool(shipped), bool(paid))}

    def booked(self, order, store):
        name, currency, day, first, lines = (order[field] for field in ("name", "currency", "day", "first", "lines"))
        names = self.store(store).get("outlets", {})
        if (place := verify_pos.place(first, names)) is not None:
            yield from self.till_order(store, name, place, currency, first("tender").lower(), lines, order)
            return
        root = "webstore", store, currency, day, "ORDERS"
        legs = [(root, role, "(none)", store, amount) for role, amount in (
            ("webstore_orders", order["total"]), ("webstore_shipping", -order["shipping"]), ("webstore_tax", -order["tax"]),
            ("webstore_tax_in_prices", order["tax"] - order["added"]))]
        for sku, gross, off in lines:
            category = self.books.good(self.catalog(store), sku, day)[0]
            legs += [(root, "webstore_sales", category, store, -gross), (root, "webstore_discounts", category, store, off)]
        yield ("order", store, name), legs
        yield ("state", store, name), [order]

    def till_order(self, store, name, place, currency, tender, lines, order):
        outlet = self.outlet_named(place)
        id, catalog = outlet["outlet_id"], outlet["store"]
        yield ("till_order", store, name), [(id, catalog, tender)]
        for role, day, category, tax, total in verify_pos.ticket(
                order, lines, lambda sku: self.books.good(catalog, sku, order["day"])[0]):
            root = "till", id, currency, day, "TICKETS"
            yield ("till ticket", store, name), [] if not catalog else [
                (root, role, category, id, tax - total), (root, "till_tax", "(none)", id, -tax),
                self.tender(id, tender, root, total)]

    def store(self, store):
        return next((s for s in self.books.configuration.get("webstore", []) if s["id"] == store), {})

    def catalog(self, store):
        return self.store(store).get("catalog", "")

    def web_transactions(self, rows, store):
        met = collections.Counter()
        for row in rows:
            currency, day, kind = row.currency(), row.day("time", True), row("type", True).lower()
            amount, fee, net = (row.money(field, currency, field != "fee") for field in ("amount", "fee", "net"))
            key = row("time"), kind, row("order"), amount, fee, currency, row("checkout")
            met[key] += 1
            role = ("webstore_refunds" if "refund" in kind else "webstore_orders" if kind in {"charge", "sale", "capture"}
                    else "" if kind.startswith("payout") else "webstore_chargebacks" if re.search("chargeback|dispute", kind)
                    else "webstore_adjustments")
            root = "webstore", store, currency, day, "PAYMENTS"
            legs = [(role, -amount), ("webstore_fees", fee), ("webstore_clearing", net)]
            if not role:  # a transfer to the bank: the export of payouts tells of it
                legs = [("webstore_fees", fee), ("webstore_clearing", -fee)]
            yield ("transaction", store, key, met[key]), [(root, role, "(none)", store, amount) for role, amount in legs]

    def web_payouts(self, rows, store):
        for row in rows:
            currency, day, total = row.currency(), row.day("time", True), row.money("total", row.currency(), True)
            for field in ("charges", "refunds", "adjustments", "reserved", "fees", "retried"):
                row.money(field, currency)
            root, sent = ("webstore", store, currency, day, "PAYOUTS"), row("status", True).lower() not in UNSENT
            yield ("payout", store, row("payout", True)), [(root, role, "(none)", store, amount) for role, amount in (
                ("webstore_in_transit", total), ("webstore_clearing", -total)) if sent]
