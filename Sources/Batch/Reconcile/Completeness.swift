import LedgerCore

/// A period that Amazon has closed, of which no settlement is in the books.
struct MissingSettlement {
  let store: String
  let group: FinancialEventGroup
  /// The settlement, where transactions name it.
  let settlementID: String

  /// Whether a gap that the chain shows is this one.
  func fills(_ finding: Finding) -> Bool {
    guard finding.kind == .chainGap, finding.store == store,
      finding.currency == group.currency?.code, finding.place.hasPrefix("period "),
      let start = group.start, let end = group.end
    else { return false }
    let bounds = finding.place.dropFirst("period ".count).split(separator: ".")
      .compactMap { Instant(String($0)) }
    return bounds.count == 2 && bounds[0] <= start && end <= bounds[1]
  }

  /// The gap as the chain tells it, with what Amazon says of it.
  func told(of gap: Finding?) -> Finding {
    let period = "\(group.start.map(\.description) ?? "?")..\(group.end.map(\.description) ?? "?")"
    let total = group.originalTotal
    let name = settlementID.isEmpty ? "a settlement" : "settlement \(settlementID)"
    return Finding(
      kind: .chainGap, opened: gap?.opened ?? group.end?.day().description ?? "", store: store,
      settlementID: settlementID, amount: total, currency: group.currency?.code ?? "",
      what: "\(name) of \(period) is missing: Amazon closed it at"
        + " \(total.map(\.description) ?? "an unknown total")",
      place: gap?.place ?? "period \(period)",
      whatToDo: "download its report in Seller Central, and import it; SP-API has it for 90 days")
  }
}

extension Reconciliation {
  /// Closed groups that no settlement accounts for, some days after their close.
  ///
  /// Those of before the books are not missing: they had ended before the first posting that was asked
  /// for, and before the first settlement of their currency. They are listed for the sake of another
  /// currency's settlements.
  func missingSettlements(
    of store: String, _ records: AmazonRecords, _ accounts: [AccountBooks]
  ) -> [MissingSettlement] {
    guard let today = input.today(of: store) else { return [] }
    let settled = Set(
      accounts.flatMap(\.chain.settlements).compactMap { records.match($0).group?.id })
    let firstStarts = Dictionary(
      accounts.flatMap(\.chain.settlements).map { ($0.currency, $0.start) }, uniquingKeysWith: min)
    let refused = accounts.flatMap(\.chain.refused)
    let grace = Int32(master.configuration.thresholds.reportDays)
    return records.groups.compactMap { group in
      guard group.isClosed, !settled.contains(group.id), let end = group.end,
        end.day().dayNumber + grace < today.dayNumber, let currency = group.originalTotal?.currency
      else { return nil }
      let isBeforeBooks = firstStarts[currency].map { end <= $0 } ?? true
      if isBeforeBooks, let wanted = records.wantedFrom, end <= wanted { return nil }
      let ids = records.groupsOfSettlement.filter { $0.value.contains(group.id) }.keys.sorted()
      let isRefused = refused.contains { document in
        document.settlementID.map(ids.contains) ?? false
          || document.period.map { $0.start == group.start && $0.end == end } ?? false
      }
      if isRefused { return nil }
      return MissingSettlement(
        store: store, group: group, settlementID: ids.count == 1 ? ids[0] : "")
    }
  }

  /// Reports that Amazon has listed and never handed out.
  func undelivered(_ store: String, _ accounts: [AccountBooks]) -> [Finding] {
    guard let today = input.today(of: store) else { return [] }
    let held = input.heldDocuments[store] ?? []
    // Whoever has imported the file by hand needs no download.
    let settled = Set(accounts.flatMap(\.chain.settlements).map { [$0.start, $0.end] })
    return (input.reports[store] ?? []).compactMap { report in
      guard let document = report.documentID, !held.contains(document),
        !settled.contains([report.start, report.end].compactMap { $0 }),
        report.createdAt.day().dayNumber + 1 < today.dayNumber
      else { return nil }
      let period =
        "\(report.start.map(\.description) ?? "?")..\(report.end.map(\.description) ?? "?")"
      return Finding(
        kind: .missingReport, opened: report.createdAt.day().description, store: store,
        settlementID: "", currency: "",
        what: "report \(report.id) of \(period) is listed and could not be downloaded",
        place: "report \(report.id)",
        whatToDo: "run acorn sync; after 90 days only Seller Central has it")
    }
  }
}
