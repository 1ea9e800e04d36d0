import Batch
import LedgerCore
import SellingPartner
import TestSupport
import Testing

/// Settlements imported by hand that are older than what the first sync lists.
@Suite struct OlderGroupsTests {
  private static let quiet = [
    "token": 1, "getReports": 1, "listFinancialEventGroups": 1, "listTransactions": 1,
  ]
  private static let older = SmallWorld.settlement(
    "90100000005", "USD", from: "2025-03-01T20:00:00Z", to: "2025-03-15T20:00:00Z")

  /// MT940 of an account in euros; a payout is converted into 12.34 EUR.
  private static func statement(_ trace: String, on day: String, opening: String) -> String {
    """
    :20:S1
    :25:021000021/000123456789
    :28C:3/1
    :60F:C\(opening)EUR100,00
    :61:\(day)\(day.suffix(4))C12,34NTRFNONREF//US1
    :86:AMAZON PAYMENTS \(trace)
    :62F:C\(day)EUR112,34

    """
  }

  private static func converted(
    _ id: String, from start: String, to end: String, _ minorUnits: Int64, trace: String
  ) -> FakeAmazon.Record {
    FakeAmazon.Record(
      at: start, knownFrom: end,
      """
      {"FinancialEventGroupId": "\(id)", "FinancialEventGroupStart": "\(start)",
       "FinancialEventGroupEnd": "\(end)", "ProcessingStatus": "Closed",
       "FundTransferStatus": "Succeeded", "FundTransferDate": "\(end)", "TraceId": "\(trace)",
       "OriginalTotal": \(SyncWorld.money(minorUnits, "USD", upper: true)),
       "ConvertedTotal": \(SyncWorld.money(1234, "EUR", upper: true))}
      """)
  }

  private static func amazon(
    knowing groups: [FakeAmazon.Record],
    _ tamper: @escaping @Sendable (FakeAmazon.Call, Int) -> FakeAnswer? = { _, _ in nil }
  ) -> FakeAmazon {
    var store = SyncWorld.amazon[0]
    store.records[.listFinancialEventGroups]? += groups
    return FakeAmazon([store], now: SyncWorld.now, tamper: tamper)
  }

  private static var group: FakeAmazon.Record {
    converted(
      "G0", from: "2025-03-01T20:00:00Z", to: "2025-03-15T20:00:00Z", older.totalMinor,
      trace: "TRACE77")
  }

  /// Of NA1, with the older settlement and a statement of the account that its payout came to.
  private func home() throws -> TestHome {
    let home = SyncWorld.home(["NA1"])
    try home.importFiles(
      [
        home.folder.write("in/NA1_90100000005.txt", SettlementFile(Self.older).bytes),
        home.folder.write(
          "in/march.sta", Self.statement("TRACE77", on: "250319", opening: "250301")),
      ], at: "2026-03-31T08:00:00Z")
    return home
  }

  private func inTransit(_ home: TestHome) throws -> String? {
    try home.rows(.receivable).last { $0["date"] == "2025-06-30" }?["in_transit"]
  }

  private func bank(
    _ home: TestHome, _ settlement: String = "90100000005"
  ) throws -> [String: String]? {
    try home.rows(.reconciliation).first {
      $0["identity"] == "bank" && $0["settlement_id"] == settlement
    }
  }

  private func listed(_ amazon: FakeAmazon, from first: Int = 0) -> [[String?]] {
    amazon.calls.dropFirst(first).filter {
      $0.operation == "listFinancialEventGroups" && $0.request.query["NextToken"] == nil
    }.map {
      let query = $0.request.query
      return [query["FinancialEventGroupStartedAfter"], query["FinancialEventGroupStartedBefore"]]
    }
  }

  @Test func aConvertedPayoutOfBeforeTheFirstSyncIsFoundAtTheBank() throws {
    // One of another currency, of which nothing is in the books.
    let other = SyncWorld.group(
      "C0", from: "2025-04-01T00:00:00Z", to: "2025-04-15T00:00:00Z", 500, "CAD")
    let amazon = Self.amazon(knowing: [Self.group, other])
    let home = try home()
    #expect(try home.sync(amazon.transport()).stores.map(\.failures) == [[]])
    #expect(try inTransit(home) == "0.00")
    #expect(try bank(home)?["status"] == "holds")
    #expect(try home.rows(.exceptions).filter { $0["currency"] == "CAD" } == [])
    // Windows of less than 180 days, the latest first, none asked for twice.
    #expect(
      listed(amazon) == [
        ["2025-11-30T08:00:00Z", nil],
        ["2025-06-13T08:00:00Z", "2025-11-30T08:00:00Z"],
        ["2025-02-28T20:00:00Z", "2025-06-13T08:00:00Z"],
      ])
    let first = amazon.calls.count
    try home.sync(amazon.transport())
    #expect(amazon.counts(of: "NA1", from: first) == Self.quiet)
    #expect(amazon.violations == [])
    let before = try home.content()
    try home.with(SyncWorld.now) { try $0.rebuild() }
    #expect(try home.content() == before)
  }

  @Test func aDryRunListsTheWindowsOfOlderGroups() throws {
    let amazon = Self.amazon(knowing: [Self.group])
    let home = try home()
    func older() throws -> [String] {
      try home.with(SyncWorld.now) { try $0.syncPlan(SyncWorld.setup(amazon.transport())) }
        .filter { $0.hasPrefix("NA1: older groups") }
    }
    let windows = try older()
    #expect(
      windows == [
        "NA1: older groups started 2025-06-13T08:00:00Z to 2025-11-30T08:00:00Z, once",
        "NA1: older groups started 2025-02-28T20:00:00Z to 2025-06-13T08:00:00Z, once",
      ])
    try home.sync(amazon.transport())
    #expect(listed(amazon).count == 1 + windows.count)
    #expect(try older() == [])
  }

  @Test func groupsThatAmazonDoesNotHaveAreAskedForOnce() throws {
    let amazon = Self.amazon(knowing: [])
    let home = try home()
    try home.sync(amazon.transport())
    #expect(listed(amazon).count == 3)
    let first = amazon.calls.count
    try home.sync(amazon.transport())
    #expect(amazon.counts(of: "NA1", from: first) == Self.quiet)
    let found = try bank(home)
    #expect(found?["status"] == "undetermined")
    let group = try home.rows(.reconciliation).first {
      $0["identity"] == "group" && $0["settlement_id"] == "90100000005"
    }
    #expect(group?["status"] == "undetermined")
  }

  @Test func aRunThatWasStoppedGoesOnWhereItWas() throws {
    let broken = Self.amazon(knowing: [Self.group]) { call, _ in
      let start = call.request.query["FinancialEventGroupStartedAfter"] ?? ""
      return start.hasPrefix("2025-02-28") ? .json("{}", status: 400) : nil
    }
    let home = try home()
    #expect(try home.sync(broken.transport()).stores.map(\.failures.count) == [1])
    #expect(try bank(home)?["status"] == "undetermined")
    let amazon = Self.amazon(knowing: [Self.group])
    try home.sync(amazon.transport())
    #expect(
      listed(amazon).map(\.[0]) == ["2026-03-29T07:55:00Z", "2025-02-28T20:00:00Z"],
      "of three days, and what failed")
    #expect(try bank(home)?["status"] == "holds")
  }

  /// Amazon tells no converted amount, but other payouts of the account say where it came to.
  @Test func aPayoutWhoseConversionIsNotToldIsNotOfAnUnknownBankAccount() throws {
    let first = SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z")
    var store = SyncWorld.amazon[0]
    store.records[.listFinancialEventGroups] = [
      Self.converted(
        "G1", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z", first.totalMinor,
        trace: "TRACE78")
    ]
    store.records[.listPayouts] = []
    let home = try home()
    try home.importFiles(
      [
        home.folder.write(
          "in/march26.sta", Self.statement("TRACE78", on: "260319", opening: "250319"))
      ], at: "2026-03-31T08:00:00Z")
    try home.sync(FakeAmazon([store], now: SyncWorld.now).transport())
    #expect(try bank(home, "90100000011")?["status"] == "holds")
    let found = try bank(home)
    #expect(found?["status"] == "undetermined")
    #expect(
      found?["cause"]
        == "Amazon has not told what it was converted to; other payouts of its account arrive in the"
        + " EUR account …6789, whose statements reach to 2026-03-19")
  }
}
