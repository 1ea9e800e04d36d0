import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// What is kept of the night before must not show in what a night concludes.
@Suite struct ConcludedRowsTests {
  private let folder = TemporaryFolder()

  private struct Night {
    var identities: [IdentityResult] = []
    var receivables: [ReceivableRow] = []
  }

  /// Accounts come and go, their settlements and days grow, shrink and change.
  private func night(_ random: inout SplitMix64) -> Night {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    var night = Night()
    for account in ["A", "B", "C", "D"] where number(0...4) > 0 {
      for settlement in 0..<number(0...600) {
        night.identities.append(
          IdentityResult(
            identity: .rowsTotal, store: account, accountType: "Standard Orders", currency: "USD",
            settlementID: "\(settlement)", status: .holds, expected: "1.00",
            actual: number(0...400) == 0 ? "2.00" : "1.00", difference: "", cause: "",
            evidence: ""))
      }
      let first = number(0...3) * 100
      for day in first..<(first + number(0...600)) {
        var owed = ReceivableDay(day: CalendarDate(dayNumber: Int32(day)))
        owed.availableMinor = number(0...400) == 0 ? 1 : Int64(day)
        night.receivables.append(
          ReceivableRow(
            store: account, accountType: "Standard Orders", marketplace: "US",
            currency: Currency("USD")!, day: owed))
      }
    }
    return night
  }

  private func told(_ ledger: Ledger) throws -> [String] {
    var rows: [String] = []
    try ledger.textRows(
      "SELECT position, store, settlement_id, actual FROM identity_result ORDER BY position",
      columns: 4
    ) { rows.append($0.joined(separator: " ")) }
    try ledger.receivables { rows.append("\($0.store) \($0.day.day) \($0.day.availableMinor)") }
    return rows
  }

  private func ledger(_ name: String) throws -> Ledger {
    try Ledger(path: "\(folder.path)/\(name).sqlite")
  }

  private func save(_ night: Night, into ledger: Ledger) throws {
    try ledger.saveConclusions(
      identities: night.identities, findings: [], receivables: night.receivables, meta: [:])
  }

  @Test func aNightSaysWhatItConcludesWhateverTheOneBeforeHasSaid() throws {
    let ledger = try ledger("kept")
    var random = SplitMix64(seed: 5)
    for number in 0..<20 {
      let night = night(&random)
      try save(night, into: ledger)
      let fresh = try self.ledger("\(number)")
      try save(night, into: fresh)
      let rows = try told(ledger)
      #expect(rows == (try told(fresh)))
      let identities = night.identities.map { "\($0.store) \($0.settlementID) \($0.actual)" }
      #expect(
        rows.prefix(identities.count).map { $0.drop { $0 != " " }.dropFirst() }.map(String.init)
          == identities)
      #expect(
        rows.dropFirst(identities.count)
          == night.receivables.map { "\($0.store) \($0.day.day) \($0.day.availableMinor)" }[...])
    }
  }

  /// Of rows that have not changed none is written.
  @Test func theSameNightAgainWritesNothing() throws {
    let ledger = try ledger("kept")
    var random = SplitMix64(seed: 6)
    let night = night(&random)
    #expect(night.identities.count > 500)
    try save(night, into: ledger)
    let before = try ledger.database.integer("SELECT total_changes()")
    try save(night, into: ledger)
    #expect(try ledger.database.integer("SELECT total_changes()") == before)
  }
}
