import Batch
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct OrdersTests {
  @Test func eachOrderOfTheSettlementsHasItsAmounts() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let rows = try home.rows(.orders)
    // Three orders in each of the five settlements that were not refused.
    #expect(rows.count == 15)
    #expect(rows.allSatisfy { $0["channel"] == "amazon" && $0["state"] == "settled" })
    let first = rows.first { $0["order"] == "111-0011-0" }
    #expect(first?["store"] == "NA1")
    #expect(first?["account_type"] == "Standard Orders")
    #expect(first?["amazon_settlements"] == "90100000011")
    #expect(first?["charged"] == "20.76")
    #expect(first?["fees"] == "-3.13")
    #expect(first?["settled"] == "17.63")
    #expect(first?["open"] == "0.00")
    #expect(first?["units"] == "1")
    #expect(first?["date"] == "2026-03-01")
    #expect(first?["days_waiting"] == "14", "from the settlement's end to the last day known")
    #expect(rows.contains { $0["account_type"] == "Invoiced Orders" })
  }

  @Test func ordersMakeUpTheirSettlementsWhateverIsInThem() throws {
    for seed in 1...8 {
      var random = SplitMix64(seed: UInt64(seed))
      var expected: [String: Int64] = [:]
      var settlements: [String: Set<String>] = [:]
      let labels = [
        ("Order", "ItemPrice", "Principal"), ("Order", "ItemFees", "Commission"),
        ("Refund", "ItemPrice", "Principal"), ("Order", "Promotion", "Principal"),
        ("other-transaction", "Nobody", "Knows this"), ("Order", "ItemPrice", "Tax"),
      ]
      let ids = (0..<12).map { "\(110 + $0 % 3)-\(String(repeating: "7", count: 7))-\($0)" }
      let home = SmallWorld.home()
      var paths: [String] = []
      for number in 0..<4 {
        let id = "9010000007\(number)"
        var made = MadeSettlement(
          id, "USD", "2026-03-0\(1 + number)T20:00:00Z", "2026-03-0\(2 + number)T20:00:00Z")
        for _ in 0..<Int.random(in: 1...60, using: &random) {
          let at = made.start.seconds + Int64.random(in: 0..<86_000, using: &random)
          let label = random.pick(labels)
          var row = MadeRow(Int64.random(in: -5000...5000, using: &random), Instant(seconds: at))
            .labelled(label.0, label.1, label.2)
          row.orderID = random.once(in: 5) ? "" : random.pick(ids)
          made.rows.append(row)
          guard !row.orderID.isEmpty else { continue }
          expected[row.orderID, default: 0] += row.amountMinor
          settlements[row.orderID, default: []].insert(id)
        }
        paths.append(home.folder.write("in/NA1_\(id).txt", SettlementFile(made).bytes))
      }
      paths.shuffle(using: &random)
      for path in paths { try home.importFiles([path]) }
      let rows = try home.rows(.orders)
      #expect(rows.map { $0["order"] ?? "" } == expected.keys.sorted(), "seed \(seed)")
      for row in rows {
        let order = row["order"] ?? ""
        #expect(row["settled"] == decimalText(expected[order] ?? 0, digits: 2), "seed \(seed)")
        #expect(
          row["amazon_settlements"] == settlements[order]?.sorted().joined(separator: "|"),
          "seed \(seed) \(order)")
      }
      let again = try home.reports()["orders.csv"]
      try home.with { try $0.rebuild() }
      #expect(try home.reports()["orders.csv"] == again)
    }
  }

  @Test func aReissuedSettlementCountsAsItStandsNow() throws {
    let home = SmallWorld.home()
    var made = SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z")
    try home.importFiles([home.folder.write("in/NA1_first.txt", SettlementFile(made).bytes)])
    var late = made.rows[0]
    late.amountMinor = 100
    made.rows.append(late)
    try home.importFiles(
      [home.folder.write("in/NA1_second.txt", SettlementFile(made).bytes)],
      at: "2026-05-02T08:00:00Z")
    let now = try home.rows(.orders).first { $0["order"] == "111-0011-0" }
    #expect(now?["settled"] == "18.63")
    var request = ReportRequest(.orders)
    request.asKnownOn = Instant("2026-05-01T12:00:00Z")
    #expect(try home.rows(request).first { $0["order"] == "111-0011-0" }?["settled"] == "17.63")
  }

  @Test func transactionsSayWhatIsNotSettledYet() throws {
    let home = SyncWorld.home(["NA1"])
    try home.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    let rows = try home.rows(.orders)
    let open = rows.filter { $0["state"] == "shipped" }
    // One that is held back and one of the open period; the others are in settlements.
    #expect(open.map { $0["order"] } == ["o-e", "o-f"])
    #expect(open.map { $0["open"] } == ["3.00", "12.34"])
    #expect(open.map { $0["due"] } == ["2026-03-27", "2026-03-30"], "local days of the US")
    #expect(rows.first { $0["order"] == "o-d" }?["state"] == "settled")
    var request = ReportRequest(.orders)
    request.states = [.shipped]
    #expect(try home.rows(request).map { $0["order"] } == ["o-e", "o-f"])
    request.to = CalendarDate("2026-03-26")
    #expect(try home.rows(request).map { $0["order"] } == ["o-e"])
    request.asKnownOn = Instant("2026-04-01T09:00:00Z")
    #expect(try home.rows(request).map { $0["order"] } == ["o-e"])
  }

  /// Amazon was asked before the settlement's end; the file came by hand.
  @Test(arguments: [true, false])
  func aSaleAndItsRefundInOneFileAheadOfTheAnswersAreSettled(isRefundTold: Bool) throws {
    let home = SyncWorld.home(["NA1"])
    var store = SyncWorld.amazon[0]
    func claim(_ id: String, _ minorUnits: Int64, on posted: String) -> FakeAmazon.Record {
      var record = SyncWorld.transaction(
        id, minorUnits, "USD", store: "NA1", on: posted, status: .deferred)
      record.json = record.json.replacing("o-\(id)", with: "111-7")
      return record
    }
    store.records[.listTransactions]?.append(claim("s", 1500, on: "2026-03-30T10:00:00Z"))
    if isRefundTold {
      store.records[.listTransactions]?.append(claim("r", -1130, on: "2026-03-31T10:00:00Z"))
    }
    try home.sync(FakeAmazon([store], now: SyncWorld.now).transport())
    var made = MadeSettlement(
      "90100000019", "USD", "2026-03-29T20:00:00Z", "2026-04-12T20:00:00Z")
    func row(_ minorUnits: Int64, _ type: String, _ kind: String, _ what: String) -> MadeRow {
      let posted = Instant(type == "Order" ? "2026-03-30T10:00:00Z" : "2026-03-31T10:00:00Z")!
      var row = MadeRow(minorUnits, posted).labelled(type, kind, what)
      row.orderID = "111-7"
      return row
    }
    made.rows = [
      row(2000, "Order", "ItemPrice", "Principal"), row(-500, "Order", "ItemFees", "Commission"),
      row(-1600, "Refund", "ItemPrice", "Principal"),
      row(470, "Refund", "ItemFees", "Commission"),
    ]
    let path = home.folder.write("in/NA1_90100000019.txt", SettlementFile(made).bytes)
    func order() throws -> [String: String]? {
      try home.rows(.orders).first { $0["order"] == "111-7" }
    }
    #expect(try order()?["state"] == "shipped")
    try home.importFiles([path])
    #expect(try order()?["open"] == "0.00")
    #expect(try order()?["state"] == "settled")
    #expect(try order()?["settled"] == "3.70")
  }

  @Test func aSaleHeldBackLongAfterItsDayIsAnException() throws {
    let home = SyncWorld.home(["NA1"])
    try home.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    func told() throws -> [[String: String]] {
      try home.rows(.exceptions).filter { $0["kind"] == "shipped_not_settled" }
    }
    #expect(try told().isEmpty)
    let later = "2026-04-20T08:00:00Z"
    var stores = SyncWorld.amazon
    stores[0].records[.listTransactions]?.append(
      SyncWorld.transaction("g", 100, "USD", store: "NA1", on: "2026-04-18T10:00:00Z"))
    try home.sync(FakeAmazon(stores, now: later).transport(), at: later)
    #expect(try told().map { $0["amount"] } == ["3.00"])
    #expect(try told().map { $0["where"] } == ["Standard Orders USD, held back"])
    #expect(
      try told().map { $0["what"] } == [
        "Amazon still holds back 1 sale due for payment since 2026-03-27: o-e"
      ])
    #expect(try told().map { $0["severity"] } == ["warning"])
  }
}
