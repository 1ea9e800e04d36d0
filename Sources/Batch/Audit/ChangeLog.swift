import LedgerCore
import LedgerStore
import Reporting

/// What was changed after it was first said, by whom, when and why: restated settlements, people's
/// decisions about exceptions, months locked and opened, and the user's own files.
struct ChangeLog {
  let books: Books

  static let columns = ["at", "kind", "subject", "who", "what", "why", "document"]

  func bytes() throws(BatchError) -> [UInt8] {
    var entries: [(at: Int64, kind: String, cells: [String])] = []
    let deliveries = try storing { () throws(StoreError) in try books.archive.deliveries() }
    var files: [String: String] = [:]
    for delivery in deliveries {
      guard let change = try change(delivery, &files) else { continue }
      let who = change.who.isEmpty ? ChangeLog.unnamed : change.who
      entries.append(
        (
          delivery.receivedAt, delivery.kind.rawValue,
          [delivery.source, who, change.what, change.why, delivery.sha256]
        ))
    }
    let received = Dictionary(
      deliveries.map { ($0.sha256, $0.receivedAt) }, uniquingKeysWith: { first, _ in first })
    for row in try restatements() {
      let at = received[row.document] ?? 0
      entries.append(
        (at, "restatement", [row.settlementID, "Amazon", row.what, row.why, row.document]))
    }
    entries.sort {
      ($0.at, $0.kind, $0.cells[0], $0.cells[2]) < ($1.at, $1.kind, $1.cells[0], $1.cells[2])
    }
    var table = ReportTable("changes", ChangeLog.columns)
    for entry in entries {
      var cells: [Cell] = [.plain(Instant(seconds: entry.at).description), .text(entry.kind)]
      cells += entry.cells.map(Cell.text)
      try table.append(cells)
    }
    return try table.finished()
  }

  /// Who edits files, and who decided before names were kept.
  private static let unnamed = "who keeps this home"

  private struct Change {
    var who = ""
    let what: String
    var why = ""
  }

  private func change(
    _ delivery: Delivery, _ files: inout [String: String]
  ) throws(BatchError) -> Change? {
    let path = books.archive.path(of: delivery.sha256)
    switch delivery.kind {
    case .decision:
      let decision = contents(ofFile: path).flatMap { Decision(bytes: $0) }
      let what =
        switch delivery.source {
        case LogKnowledge.accepted: "archive accepted as it was"
        case NightClock.decision: "clock set back"
        default: "exception accepted"
        }
      return Change(who: decision?.person ?? "", what: what, why: decision?.reason ?? "")
    case .period:
      switch contents(ofFile: path).flatMap({ PeriodDocument(bytes: $0) }) {
      case .unlock(let month, let reason, let person):
        return Change(who: person, what: "month \(month) opened again", why: reason)
      case .lock(let period):
        return Change(
          who: period.person, what: "month locked with its journal and trial balance")
      case nil: return Change(what: "month locked or opened: the document cannot be read")
      }
    case .master:
      let before = files[delivery.source]
      files[delivery.source] = delivery.isNoFile ? nil : delivery.sha256
      if delivery.isNoFile { return Change(what: "no longer named in acorn.toml") }
      return Change(what: before.map { "replaces \($0)" } ?? "first version")
    default: return nil
    }
  }

  private struct Restated {
    let settlementID, what, why, document: String
  }

  private func restatements() throws(BatchError) -> [Restated] {
    try storing { () throws(StoreError) -> [Restated] in
      var documents: [[String]: String] = [:]
      try books.ledger.textRows(
        "SELECT v.store, settlement_id, version, sha256"
          + " FROM settlement_version v JOIN document USING (document_id)", columns: 4
      ) { documents[Array($0[..<3])] = $0[3] }
      return try books.ledger.restatements().map { row in
        let digits = row.currency.minorDigits
        return Restated(
          settlementID: row.settlementID,
          what: "version \(row.newVersion): \(row.component)"
            + " \(decimalText(row.oldMinor, digits: digits))"
            + " becomes \(decimalText(row.newMinor, digits: digits)) \(row.currency)",
          why: row.cause,
          document: documents[[row.store, row.settlementID, "\(row.newVersion)"]] ?? "")
      }
    }
  }
}
