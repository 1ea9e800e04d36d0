"""What is open of each Amazon order, computed from the archive's raw answers and settlement files, for check-sync.

A transaction is open while it is held back, or in no settlement of the books: it names one by its id, or by an event group
of the same currency and period. One that names none is there nevertheless where it alone, or together with others in one way
only, makes exactly what a settlement that no other transaction of the order names has of it: the rows of refunds, the other
rows, or else all. Orders that no transaction tells of are told by the v0 events of their groups.
"""
import collections
import gzip
import itertools
import json
from decimal import Decimal

DIGITS = {"JPY": 0}
MOST_TOGETHER = 8  # more make too many sums to mean anything


def minor(value, amount):
    currency = value.get("currencyCode") or value["CurrencyCode"]
    return currency, int(Decimal(str(value[amount])).scaleb(DIGITS.get(currency, 2)))


def answers(home, operation):
    """Store, source and pages of each archived answer of an operation, in the order in which they came."""
    for line in (home / "archive/deliveries.tsv").read_text(encoding="utf-8").splitlines():
        digest, _, kind, source, store, *_ = line.split("\t")
        if kind == "answer" and source.startswith(f"sp-api:{operation}?"):
            data = (home / "archive/objects" / digest[:2] / digest).read_bytes()
            data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            yield store, source, [json.loads(page, parse_float=Decimal) for page in data.split(b"\x1e") if page.strip()]


def transactions(home):
    """The last state of each transaction that counts: of a held back one and its release, the release."""
    known, released = {}, {}
    for store, _, pages in answers(home, "listTransactions"):
        for page in pages:
            for one in page.get("payload", page).get("transactions") or []:
                ids = {}
                for identifier in one.get("relatedIdentifiers") or []:
                    ids.setdefault(identifier["relatedIdentifierName"], identifier["relatedIdentifierValue"])
                key, status = (store, one["transactionId"]), one["transactionStatus"].upper()
                before = known.get(key)
                if before and status == "DEFERRED" and before[0] != "DEFERRED":
                    continue  # asked for before its release
                ids = (before[2] if before else {}) | ids
                known[key] = status, one, ids
                if "DEFERRED_TRANSACTION_ID" in ids:
                    released[store, ids["DEFERRED_TRANSACTION_ID"]] = key
    for key, (status, one, ids) in known.items():
        if "ORDER_ID" in ids and "RELEASE_TRANSACTION_ID" not in ids and key not in released:
            yield key[0], status, one, ids


def groups(home):
    """Currency, start and end of each closed event group, to the second."""
    found = {}
    for operation in ("listFinancialEventGroups",):
        for store, _, pages in answers(home, operation):
            for page in pages:
                for group in page["payload"].get("FinancialEventGroupList") or []:
                    if group.get("FinancialEventGroupEnd"):
                        span = group["FinancialEventGroupStart"][:19], group["FinancialEventGroupEnd"][:19]
                        found[store, group["FinancialEventGroupId"]] = (group["OriginalTotal"]["CurrencyCode"], *span)
    return found


def money(part):
    """All amounts of money in a part of a v0 event."""
    if isinstance(part, list):
        return [one for each in part for one in money(each)]
    if not isinstance(part, dict):
        return []
    if "CurrencyAmount" in part:
        return [minor(part, "CurrencyAmount")]
    return [one for each in part.values() for one in money(each)]


def event_sums(home):
    """By store, group, order and currency: the sum of the v0 events, and the day of the first; an event that was told twice is one."""
    seen, sums = set(), {}
    for store, source, pages in answers(home, "listFinancialEventsByGroupId"):
        group = source.split("?id=")[1].split("&")[0]
        for page in pages:
            for events in (page["payload"].get("FinancialEvents") or {}).values():
                for event in events or []:
                    text = store, group, json.dumps(event, default=str, sort_keys=True)
                    if "AmazonOrderId" not in event or text in seen:
                        continue
                    seen.add(text)
                    for currency, amount in money(event):
                        key = store, group, event["AmazonOrderId"], currency
                        total, day = sums.get(key, (0, event["PostedDate"][:10]))
                        sums[key] = total + amount, min(day, event["PostedDate"][:10])
    return sums


def alone(target, waiting):
    return [claim for claim in waiting if claim[2] == target][:1]


def together(target, waiting):
    """The only set of several claims that make the target; none where there are more sets or none, or many claims."""
    some = [claim for claim in waiting if claim[2]]
    if not target or len(some) > MOST_TOGETHER:
        return []
    several = itertools.chain(*(itertools.combinations(some, count) for count in range(2, len(some) + 1)))
    sets = [one for one in several if sum(claim[2] for claim in one) == target]
    return sets[0] if len(sets) == 1 else []


def not_covered(waiting, free):
    """The waiting claims that make nothing of what is free: total, refunds and last day by settlement."""
    waiting = sorted(waiting, key=lambda claim: claim[3])
    parts = [[total - refunds, refunds] if refunds else [total] for total, refunds, _ in free]
    untouched = [True] * len(free)

    def take(find, amount, last):
        found = find(amount, [claim for claim in waiting if claim[3] <= last])
        for claim in found:
            waiting.remove(claim)
        return bool(found)

    for find in (alone, together):
        for place, (_, _, last) in enumerate(free):
            for amount in list(parts[place]):
                if take(find, amount, last):
                    parts[place].remove(amount)
                    untouched[place] = False
    for find in (alone, together):
        for place, (total, _, last) in enumerate(free):
            if untouched[place]:
                untouched[place] = not take(find, total, last)
    return waiting


def open_amounts(home, settlements, parts):
    """What is open by store, order and currency.

    `settlements`: rows of the settlements report; `parts`: by store, order and settlement the sum of its rows, that of those of refunds, and the last day.
    """
    in_books = {(row["store"], row["settlement_id"]): (row["currency"], row["start"][:19], row["end"][:19]) for row in settlements}
    by_period = {(store, *period): id for (store, id), period in in_books.items()}
    by_group = {key: by_period.get((key[0], *period)) for key, period in groups(home).items()}
    claims = collections.defaultdict(list)
    for store, status, one, ids in transactions(home):
        currency, amount = minor(one["totalAmount"], "currencyAmount")
        named = ids.get("SETTLEMENT_ID")
        named = named if (store, named) in in_books else None
        if not ids.get("SETTLEMENT_ID"):
            named = by_group.get((store, ids.get("FINANCIAL_EVENT_GROUP_ID")))
        if amount:
            claims[store, ids["ORDER_ID"], currency].append((status == "DEFERRED", named, amount, one["postedDate"][:10]))
    told = {key[:2] for key in claims}
    for (store, group, order, currency), (amount, day) in event_sums(home).items():
        if amount and (store, order) not in told:
            claims[store, order, currency].append((False, by_group.get((store, group)), amount, day))
    result = {}
    for (store, order, currency), each in claims.items():
        waiting = [claim for claim in each if claim[0] or claim[1] is None]
        named = {claim[1] for claim in each if not claim[0] and claim[1]}
        free = [part for (settlement, part) in sorted(parts.get((store, order), {}).items()) if settlement not in named]
        result[store, order, currency] = sum(claim[2] for claim in not_covered(waiting, free))
    return result
