import LedgerCore
import LedgerStore
import Reporting

private let restatementColumns = [
  "settlement_id", "store", "currency", "period_end", "old_version", "new_version", "component",
  "old_amount", "new_amount", "difference", "cause", "category", "outlet", "month",
]

extension ReportMaker {
  /// What a settlement's reissue has changed, by component.
  func restatements(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    var stream = ReportStream(
      ReportHeader(name: "restatements", columns: restatementColumns), request, to: sink)
    var rows: [Restatement] = []
    try storing { () throws(StoreError) in rows = try ledger.restatements() }
    for row in rows where request.includes(row.end.day()) {
      let digits = row.currency.minorDigits
      try stream.append([
        .text(row.settlementID), .text(row.store), .text(row.currency.code),
        .plain(row.end.description), .integer(Int64(row.oldVersion)),
        .integer(Int64(row.newVersion)), .text(row.component),
        .amount(row.oldMinor, digits: digits), .amount(row.newMinor, digits: digits),
        .amount(row.newMinor - row.oldMinor, digits: digits), .text(row.cause), .empty, .empty,
        .empty,
      ])
    }
    try stream.finish()
  }
}

/// What the books say otherwise now than at an earlier instant, by component, category, outlet and
/// month, with the cause: another version of the settlement, or other rules and master files.
///
/// Settlements that were not in the books then are news and no restatement.
struct RestatementsSince {
  let past: Ledger
  let present: Ledger
  /// The files of the user that have changed since.
  let changedFiles: Set<MasterRole>

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let (old, new) = try storing { () throws(StoreError) in
      (try past.statedParts(), try present.statedParts())
    }
    var stream = ReportStream(
      ReportHeader(name: "restatements", columns: restatementColumns), request, to: sink)
    let (oldVersions, newVersions) = (versions(old), versions(new))
    var owners: [String: String] = [:]
    for settlement in newVersions.keys { owners[settlement.id] = settlement.store }
    let changed = Set(old.keys).union(new.keys).filter { part in
      old[part]?.minor ?? 0 != new[part]?.minor ?? 0 && request.includes(part.end.day())
    }
    for part in changed.sorted(by: { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }) {
      guard let before = oldVersions[part.settlement] else { continue }
      let after = newVersions[part.settlement]
      let (oldMinor, newMinor) = (old[part]?.minor ?? 0, new[part]?.minor ?? 0)
      let digits = part.currency.minorDigits
      try stream.append([
        .text(part.settlementID), .text(part.store), .text(part.currency.code),
        .plain(part.end.description), .integer(Int64(before.version)),
        after.map { .integer(Int64($0.version)) } ?? .empty, .text(part.component),
        .amount(oldMinor, digits: digits), .amount(newMinor, digits: digits),
        .amount(newMinor - oldMinor, digits: digits),
        .text(cause(before, after, owners[part.settlementID])),
        .text(part.category), .text(part.outlet), .plain(part.month),
      ])
    }
    try stream.finish()
  }

  private func versions(
    _ parts: [StatedPart: StatedAmount]
  ) -> [StatedPart.Settlement: StatedAmount] {
    var versions: [StatedPart.Settlement: StatedAmount] = [:]
    for (part, amount) in parts { versions[part.settlement] = amount }
    return versions
  }

  /// `owner` is the store that has the settlement by now.
  private func cause(
    _ before: StatedAmount, _ after: StatedAmount?, _ owner: String?
  ) -> String {
    guard let after else { return owner.map { "moved to store \($0)" } ?? "no longer in the books" }
    guard before.sha256 == after.sha256 else {
      return "reissued: \(after.documentName) replaces \(before.documentName)"
    }
    let files = MasterRole.allCases.filter(changedFiles.contains).map(\.rawValue)
    return files.isEmpty
      ? "another version of Acorn" : "changed: \(files.joined(separator: ", "))"
  }

  private static func order(_ part: StatedPart) -> [String] {
    [
      part.store, part.end.description, part.settlementID, part.month, part.component,
      part.category, part.outlet,
    ]
  }
}

extension StatedPart {
  struct Settlement: Hashable {
    let store, id: String
  }

  var settlement: Settlement { Settlement(store: store, id: settlementID) }
}
