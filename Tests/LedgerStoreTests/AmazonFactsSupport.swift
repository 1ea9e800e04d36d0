import LedgerCore
import TestSupport
import Testing

@testable import LedgerStore

/// A ledger that is told facts one answer at a time, a second apart.
final class ToldLedger {
  private let folder = TemporaryFolder()
  let ledger: Ledger
  private let writer: AmazonWriter
  private(set) var answers = 0

  init() throws {
    ledger = try Ledger(path: "\(folder.path)/acorn.sqlite")
    writer = try AmazonWriter(ledger)
  }

  /// Returns whether it was news.
  @discardableResult
  func tell(_ facts: AmazonFacts..., unknown: [String: Int] = [:], store: String = "NA1") throws
    -> Bool
  {
    answers += 1
    return try writer.append(
      facts, unknown: unknown, operation: "listTransactions", store: store,
      receivedAt: Instant(seconds: Int64(1000 + answers)), mark: answers)
  }

  func digest() throws -> String { try ledger.contentDigest() }

  /// The rows of a query, cells joined by blanks; NULL is empty.
  func rows(_ sql: String) throws -> [String] {
    let select = try Statement(sql, on: ledger.database)
    var rows: [String] = []
    while try select.step() {
      rows.append(
        (0..<select.columnCount).map { String(decoding: select.bytes($0), as: UTF8.self) }
          .joined(separator: " "))
    }
    return rows
  }
}

extension AmazonFacts {
  /// Told in words that nobody remembers.
  static func transactions(_ transactions: [Transaction]) -> AmazonFacts {
    .told(transactions.map { .read($0, wording: nil) })
  }
}

extension Database {
  /// Makes the schema what it was before the migration that has `marker`, with what it holds: later
  /// tables, views, indices, triggers and columns go.
  func goBack(before marker: String) throws {
    let step = try #require(Migrations.all.firstIndex { $0.contains(marker) })
    let folder = TemporaryFolder()
    let earlier = try Database(path: "\(folder.path)/earlier.sqlite")
    for sql in Migrations.all[..<step] { try earlier.run(sql) }
    let known = Set(try earlier.objects().map(\.name))
    let knownColumns = try earlier.columns(withKey: true)
    earlier.close()
    for object in try objects() where !known.contains(object.name) {
      try run("DROP \(object.type) IF EXISTS \(object.name)")
    }
    for (table, columns) in try columns(withKey: false) {
      for column in columns.subtracting(knownColumns[table] ?? columns) {
        try run("ALTER TABLE \(table) DROP COLUMN \(column)")
      }
    }
    try run("PRAGMA user_version = \(step)")
  }

  /// By table: its columns, those of its key included or not.
  private func columns(withKey: Bool) throws -> [String: Set<String>] {
    let select = try Statement(
      """
      SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
      WHERE t.type = 'table' AND (c.pk = 0 OR \(withKey))
      """, on: self)
    var columns: [String: Set<String>] = [:]
    while try select.step() { columns[select.text(0), default: []].insert(select.text(1)) }
    return columns
  }

  /// What the schema has, in an order in which it can be dropped.
  private func objects() throws -> [(type: String, name: String)] {
    let select = try Statement(
      """
      SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'
      ORDER BY type = 'table', type = 'view', rowid DESC
      """, on: self)
    var objects: [(type: String, name: String)] = []
    while try select.step() { objects.append((select.text(0), select.text(1))) }
    return objects
  }
}

func day(_ text: String) -> Instant { Instant(text)! }
func usd(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, Currency("USD")!) }

func transaction(
  _ id: String, _ status: Transaction.Status = .released, _ minorUnits: Int64 = 1000,
  group: String? = nil, on posted: String = "2026-03-05"
) -> Transaction {
  Transaction(
    id: id, status: status, type: "Shipment", description: "Order Payment", postedAt: day(posted),
    total: usd(minorUnits), accountType: "Standard Orders", marketplaceID: "M", orderID: "o-\(id)",
    groupID: group, lines: [TransactionLine(sku: "S", path: "A/B", amountMinor: minorUnits)])
}
