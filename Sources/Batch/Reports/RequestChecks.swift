extension ReportName {
  /// The columns that the report can be summed by; none where it cannot.
  var groupingColumns: [String] {
    switch self {
    case .components: GroupedComponents.columns
    case .profit: ProfitKey.columns
    case .crosschannel: CrossChannelReport.keyColumns
    default: []
    }
  }

  /// Whether it has the view that a request asks for.
  fileprivate func offers(allocated: Bool, consolidated: Bool) -> Bool {
    switch self {
    case .profit: true
    case .crosschannel: !consolidated
    default: !allocated && !consolidated
    }
  }

  /// Whether its rows are of days, so that a span of them can be asked for.
  ///
  /// An exception, an identity and a line of a purchase order stand as long as they do: a span of
  /// days would leave out rows that are as true in it.
  var isOfDays: Bool {
    switch self {
    case .exceptions, .reconciliation, .vendorLines: false
    default: true
    }
  }
}

extension ReportRequest {
  /// Refuses what the report does not offer, before anything is worked out for it.
  package func check() throws(BatchError) {
    let columns = name.groupingColumns
    if let wrong = by.first(where: { !columns.contains($0) }) {
      guard !columns.isEmpty else {
        let others = ReportName.allCases.filter { !$0.groupingColumns.isEmpty }.map(\.rawValue)
        throw BatchError(
          "report \(name.rawValue): --by is not offered; use it with"
            + " \(others.joined(separator: ", "))", kind: .usage)
      }
      throw BatchError(
        "report \(name.rawValue): --by: there is no column '\(wrong)';"
          + " use \(columns.joined(separator: ", "))", kind: .usage)
    }
    guard name.isOfDays || (from == nil && to == nil) else {
      throw BatchError(
        "report \(name.rawValue): --from and --to are not offered: its rows are of no day;"
          + " leave them out, or use --as-known-on", kind: .usage)
    }
    if let from, let to, from > to {
      throw BatchError("--from \(from) comes after --to \(to)", kind: .usage)
    }
    guard name.offers(allocated: isAllocated, consolidated: isConsolidated) else {
      throw BatchError(
        "report \(name.rawValue): this --view is not offered; profit has all views, crosschannel"
          + " direct and allocated",
        kind: .usage)
    }
    guard name == .orders || states.isEmpty else {
      throw BatchError("report \(name.rawValue): --state is offered by orders", kind: .usage)
    }
    guard name == .restatements || since == nil else {
      throw BatchError(
        "report \(name.rawValue): --since is offered by restatements", kind: .usage)
    }
    if let since, let until = asKnownOn, since >= until {
      throw BatchError("--since is not before --as-known-on", kind: .usage)
    }
  }
}
