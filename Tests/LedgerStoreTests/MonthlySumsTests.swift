import TestSupport
import Testing

@testable import LedgerCore
@testable import LedgerStore

@Suite struct MonthlySumsTests {
  private let folder = TemporaryFolder()

  /// What a month, a place and an account come to.
  private struct Expected: Equatable {
    let month: CalendarMonth
    let marketplace: ByteString
    let component: Component
    let amounts: [Int64]
  }

  /// A ledger with one version, in force.
  private func ledger() throws -> Ledger {
    let ledger = try Ledger(path: "\(folder.path)/acorn.sqlite")
    let (record, settlements) = try posted("sha-a")
    try LedgerWriter(ledger).append(record, settlements)
    try ledger.database.run("UPDATE settlement_version SET is_current = 1")
    return ledger
  }

  /// Months before year 0 have negative numbers; a sum may be as large as numbers are.
  @Test func sumsAreThoseOfThePostingsByMonthPlaceAndAccount() throws {
    let ledger = try ledger()
    try ledger.database.run(
      "DELETE FROM posting; INSERT INTO dimension SELECT value, value, '', '' "
        + "FROM json_each('[20, 30, 40]')")
    let insert = try Statement(
      "INSERT INTO posting VALUES (1, ?, ?, 1, ?, 0, ?, ?, 1, 1, ?, ?, ?)", on: ledger.database)
    let components = try ledger.componentsByAccount().sorted { $0.key < $1.key }
    let extremes: [Int64] = [0, 1, -1, 9, 10, -10, .max, .min + 1]
    var random = SplitMix64(seed: 7)
    var expected: [Expected] = []
    let days = (0..<40).map { _ in Int32.random(in: -1_000_000...2_900_000, using: &random) }
    for day in days.sorted().map({ CalendarDate(dayNumber: $0) }) {
      for dimension: Int64 in [20, 30, 40] {
        for (account, component) in components {
          let amounts = (0..<4).map { _ in extremes.randomElement(using: &random) ?? 0 }
          let row = [Int64(expected.count), account, dimension, Int64(day.dayNumber)] + amounts
          try insert.run(integers: row.span)
          expected.append(
            Expected(
              month: CalendarMonth(day), marketplace: ByteString("\(dimension)"),
              component: component, amounts: amounts))
        }
      }
    }
    try ledger.database.run(
      "DELETE FROM version_month; INSERT INTO version_month SELECT * FROM v_version_month")
    let sums = try ledger.monthlySums()
    let told = try #require(sums.versions.first).sums.map {
      Expected(
        month: $0.month, marketplace: sums.places[$0.place].marketplace, component: $0.component,
        amounts: [-$0.amountMinor, $0.units, $0.unitsWithoutCost, $0.costMinor])
    }
    #expect(told == expected)
  }

  @Test func aVersionWithoutRowsHasNoSums() throws {
    let ledger = try ledger()
    try ledger.database.run(
      "DELETE FROM posting; DELETE FROM version_month; "
        + "INSERT INTO version_month SELECT * FROM v_version_month")
    #expect(try ledger.monthlySums().versions.map(\.sums.count) == [0])
  }

  @Test(arguments: ["24000 99 %ld 1 0 0 0", "24000 1 99 1 0 0 0"])
  func aSumOfNoKnownPlaceOrAccountIsNotLeftOut(sum: String) throws {
    let ledger = try ledger()
    let account = try #require(try ledger.componentsByAccount().keys.min())
    let text = sum.replacing("%ld", with: "\(account)")
    try ledger.database.run("UPDATE version_month SET sums = '\(text)'")
    #expect(throws: StoreError.self) { try ledger.monthlySums() }
  }

  @Test func whatIsCutOrChangedIsReportedAndNotReadBeyondItsEnd() throws {
    let ledger = try ledger()
    let select = try Statement("SELECT sums FROM version_month", on: ledger.database)
    try #require(try select.step())
    let kept = select.bytes(0)
    try select.bind()
    let update = try Statement("UPDATE version_month SET sums = ?", on: ledger.database)
    var damaged = kept.indices.map { Array(kept[..<$0]) }
    for place in kept.indices {
      for byte in "0 -\u{0}x9".utf8 where byte != kept[place] {
        damaged.append(kept)
        damaged[damaged.count - 1][place] = byte
      }
    }
    var refused = 0
    for bytes in damaged {
      try update.run(.bytes(bytes))
      do { _ = try ledger.monthlySums() } catch { refused += 1 }
      #expect(
        try ledger.integrityProblems() == [
          "2 rows of version_month are not those of the postings"
        ], "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(refused > kept.count)
    try update.run(.bytes(kept))
    #expect(try ledger.integrityProblems() == [])
  }
}
