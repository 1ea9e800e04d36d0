import LedgerCore

/// Whether a source's own control totals prove what it told, month by month.
package struct TieOutMarks: Sendable {
  package enum Verdict: String, Sendable {
    case yes, no
    /// Nothing could be checked.
    case open
  }

  private struct Place: Hashable {
    let channel: String
    /// A store of Amazon's, an outlet or a web store.
    let name: String
    let currency: String
    let month: String
  }

  private var held: Set<Place> = []
  private var broken: Set<Place> = []

  package init() {}

  /// Months as `2026-03`, both included; an empty currency or no months stand for all.
  mutating func add(
    _ channel: String, _ name: String, _ currency: String, months: [String], isBroken: Bool
  ) {
    for month in months {
      let place = Place(channel: channel, name: name, currency: currency, month: month)
      if isBroken { broken.insert(place) } else { held.insert(place) }
    }
  }

  package func verdict(
    channel: String, name: String, _ currency: Currency, month: String
  ) -> Verdict {
    func has(_ places: Set<Place>, _ currency: String, _ month: String) -> Bool {
      places.contains(Place(channel: channel, name: name, currency: currency, month: month))
    }
    let currencies = [currency.code, ""]
    if currencies.contains(where: { has(broken, $0, month) || has(broken, $0, "") }) { return .no }
    return has(held, currency.code, month) || has(held, "", "") ? .yes : .open
  }
}

extension Ledger {
  package static let amazonChannel = "amazon"
  package static let tillChannel = "till"
  package static let webChannel = "webstore"
  package static let vendorChannel = "vendor"

  /// What the identities say of each source's own control totals; when money reaches the bank is
  /// another question.
  package func tieOutMarks() throws(StoreError) -> TieOutMarks {
    var marks = TieOutMarks()
    try addAmazon(to: &marks)
    try addShops(to: &marks)
    try addVendor(to: &marks)
    return marks
  }

  /// A settlement that breaks the chain throws doubt on the months since the one before it; a refused
  /// one on its own period, or on all of the store where it states none.
  private func addAmazon(to marks: inout TieOutMarks) throws(StoreError) {
    let select = try Statement(
      """
      WITH span AS (
        SELECT store, settlement_id, start_at, end_at, lag(end_at) OVER (
            PARTITION BY store, account_type, home_marketplace, currency
            ORDER BY end_at, settlement_id) AS previous
        FROM settlement_version WHERE is_current = 1),
      -- Nearly always all identities of a settlement hold: they are one row.
      result AS (
        SELECT DISTINCT store, currency, settlement_id, status,
          identity = 'chain' AND status = 'broken' AS breaks_chain,
          cause LIKE 'the document was refused%' AS is_refused
        FROM identity_result
        WHERE identity IN ('rows-total', 'rows-complete', 'period', 'chain', 'debt-chain',
          'reserve-chain', 'journal', 'group', 'events', 'summary'))
      SELECT r.store, r.currency, r.status = 'broken' OR span.end_at IS NULL,
        min(CASE WHEN breaks_chain THEN min(coalesce(previous, start_at), start_at)
          ELSE coalesce(start_at, stated_start) END),
        max(coalesce(end_at, stated_end))
      FROM result r LEFT JOIN span
          ON span.store = r.store AND span.settlement_id = r.settlement_id
        LEFT JOIN document d ON span.end_at IS NULL AND d.outcome = 'refused'
          AND r.settlement_id <> '' AND d.named_settlement_id = r.settlement_id
      WHERE (r.status <> 'undetermined' OR span.end_at IS NULL)
        AND NOT (span.end_at IS NOT NULL AND is_refused)
      GROUP BY r.store, r.currency, r.settlement_id, r.status, breaks_chain, is_refused
      """, on: database)
    while try select.step() {
      let months =
        if let start = select.optionalInteger(3), let end = select.optionalInteger(4) {
          months(from: Instant(seconds: start), to: Instant(seconds: end))
        } else {
          [""]
        }
      marks.add(
        Ledger.amazonChannel, select.text(0), select.text(1), months: months,
        isBroken: select.integer(2) == 1)
    }
  }

  /// The months that a period touches anywhere on earth.
  private func months(from start: Instant, to end: Instant) -> [String] {
    let first = CalendarMonth(Instant(seconds: start.seconds - 86_400).day())
    let last = CalendarMonth(Instant(seconds: end.seconds + 86_400).day())
    var months: [String] = []
    var month = first
    while month <= last, months.count < 240 {
      months.append(month.description)
      month = month.next
    }
    return months
  }

  private func addShops(to marks: inout TieOutMarks) throws(StoreError) {
    let select = try Statement(
      """
      SELECT identity LIKE 'till-%', CASE WHEN identity LIKE 'till-%' THEN r.account_type
          ELSE r.store END, r.currency,
        CASE identity WHEN 'webstore-payout'
          THEN strftime('%Y-%m', max(p.day) * 86400, 'unixepoch') ELSE r.settlement_id END,
        r.status = 'broken'
      FROM identity_result r LEFT JOIN web_payout p ON identity = 'webstore-payout'
        AND p.store = r.store AND p.payout_id = r.settlement_id AND p.is_counted = 1
      WHERE identity IN ('till-tenders', 'till-deposits', 'webstore-orders', 'webstore-payout')
        AND r.status <> 'undetermined'
      GROUP BY r.position ORDER BY r.position
      """, on: database)
    while try select.step() {
      marks.add(
        select.integer(0) == 1 ? Ledger.tillChannel : Ledger.webChannel, select.text(1),
        select.text(2), months: [select.text(3)], isBroken: select.integer(4) == 1)
    }
  }

  /// A vendor's records have no control totals but those of remittances: where one is known they
  /// hold, unless an open exception about a document or a payment throws doubt on all.
  private func addVendor(to marks: inout TieOutMarks) throws(StoreError) {
    let isInDoubt = try database.integer(
      """
      SELECT EXISTS (SELECT 1 FROM exception WHERE status = 'open'
        AND kind IN ('vendor_document', 'vendor_remittance', 'vendor_deposit'))
      """)
    let isKnown = try database.integer(
      "SELECT EXISTS (SELECT 1 FROM vendor_record WHERE kind = 'remittance')")
    guard isInDoubt == 1 || isKnown == 1 else { return }
    marks.add(Ledger.vendorChannel, "", "", months: [""], isBroken: isInDoubt == 1)
  }
}
