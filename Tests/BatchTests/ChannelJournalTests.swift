import AccountingExports
import BankStatements
import Batch
import LedgerCore
import TestSupport
import Testing

/// Tills, web stores and vendors in the accounting journal.
@Suite struct ChannelJournalTests {
  private static let bank = """
    date,amount,text
    2026-03-04,47.03,CARD SETTLEMENT CD-OUT-1-0302
    2026-03-04,9.50,CASH CA-OUT-1-0303
    2026-03-05,5.88,CARD SETTLEMENT CD-OUT-2-0303
    2026-03-05,40.39,SHOPIFY PAYMENTS 90000001

    """

  private static let mapping = BankCSVMapping(
    name: "bank", dates: .yearMonthDay, decimalMark: .point, bookingDate: "date",
    amount: .signed("amount"),
    currency: .fixed("EUR"), text: ["text"])

  private func banked() throws -> TestHome {
    let home = ChannelWorld.home()
    home.configuration.bankMappings = [ChannelJournalTests.mapping]
    home.configuration.functionalCurrency = Currency("EUR")
    home.configuration.accounting.registration = "987654321"
    home.configuration.accounting.contact = "Nora Hazel"
    try home.importFiles(
      ChannelWorld.write(for: home)
        + [home.folder.write("in/bank.csv", ChannelJournalTests.bank)])
    return home
  }

  /// Sums of the journal by role; what is zero is left out.
  private func sums(
    _ home: TestHome, where isWanted: ([String: String]) -> Bool = { _ in true }
  ) throws -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for row in try home.rows(.journal) where isWanted(row) {
      sums[row["role"] ?? "", default: 0] += cents(row["amount"])
    }
    return sums.filter { $0.value != 0 }
  }

  private func isBalanced(_ rows: [[String: String]]) -> Bool {
    let entries = Dictionary(grouping: rows) { "\($0["entry_id"] ?? "") \($0["currency"] ?? "")" }
    return entries.values.allSatisfy { $0.reduce(0) { $0 + cents($1["amount"]) } == 0 }
  }

  @Test func takingsStandOnClearingUntilTheyAreDeposited() throws {
    let home = try ChannelWorld.imported()
    let march = try sums(home) { $0["outlet"] == "OUT-1" }
    #expect(
      march == [
        "till_sales": -5800, "till_refunds": 1000, "till_tax": -912, "till_fees": 57,
        "till_over_short": 2, "till_in_transit": 5653,
      ])
    let rows = try home.rows(.journal)
    #expect(isBalanced(rows))
    let tickets = rows.filter { $0["entry_id"] == "TILL-OUT-1-EUR-2026-03-TICKETS" }
    #expect(Set(tickets.compactMap { $0["date"] }) == ["2026-03-03"])
    #expect(Set(tickets.compactMap { $0["kind"] }) == ["channel"])
    #expect(Set(tickets.compactMap { $0["channel"] }) == ["till"])
    let cash = tickets.first { $0["settlement_id"] == "OUT-1 cash" }
    #expect(cash?["amount"] == "9.52")
  }

  @Test func whatOutletsSoldIsWhatTheCrossChannelReportSays() throws {
    let home = try ChannelWorld.imported()
    for row in try home.rows(.crosschannel) where row["channel"] != "amazon" {
      let isTill = row["channel"] == "pos"
      let own = try sums(home) {
        $0["store"] == row["store"] && $0["outlet"] == row["outlet"]
          && $0["category"] == row["category"] && $0["period"] == row["month"]
      }
      let place = "\(row["channel"] ?? "") \(row["outlet"] ?? "") \(row["category"] ?? "")"
      let names = isTill ? ["till_sales"] : ["webstore_sales", "webstore_shipping"]
      #expect(-names.reduce(0) { $0 + (own[$1] ?? 0) } == cents(row["gross_sales"]), "\(place)")
      #expect(-(own[isTill ? "till_refunds" : "webstore_refunds"] ?? 0) == cents(row["refunds"]))
      #expect(-(own[isTill ? "till_fees" : "webstore_fees"] ?? 0) == cents(row["fees"]), "\(place)")
      #expect(-(own["webstore_discounts"] ?? 0) == cents(row["promotions"]), "\(place)")
    }
  }

  @Test func ordersAreChargedAndChargesArePaidOut() throws {
    let home = try ChannelWorld.imported()
    let shop = try sums(home) { $0["channel"] == "webstore" }
    #expect(
      shop == [
        "webstore_sales": -4000, "webstore_discounts": 300, "webstore_shipping": -490,
        "webstore_tax": -669, "webstore_tax_in_prices": 669, "webstore_refunds": 400,
        "webstore_fees": 151, "webstore_in_transit": 3639,
      ], "nothing is left of the orders, nothing at the provider")
  }

  @Test func matchedBankLinesEmptyWhatIsOnItsWay() throws {
    let home = try banked()
    let rows = try home.rows(.journal)
    #expect(isBalanced(rows))
    let payouts = rows.filter { $0["kind"] == "payout" }
    #expect(Set(payouts.compactMap { $0["entry_id"] }).count == 4)
    let all = try sums(home)
    #expect(all["till_in_transit"] == nil, "all deposits have come")
    #expect(all["webstore_in_transit"] == -400, "the refunds of the second payout have not")
    #expect(all["bank"] == 10280)
    #expect(payouts.contains { $0["cause"]?.hasPrefix("deposit CD-OUT-2-0303 to bank") == true })
  }

  @Test func aTotalThatItsPartsDoNotMakeUpIsShownOnAnAccountOfItsOwn() throws {
    let wrong = ChannelWorld.deposits.split(separator: "47.03").joined(separator: "46.03")
    let home = try ChannelWorld.imported(replacing: ["deposits.csv": wrong])
    let all = try sums(home) { $0["outlet"] == "OUT-1" }
    #expect(all["channel_differences"] == 100)
    #expect(all["till_in_transit"] == 5553)
    #expect(try home.rows(.exceptions).contains { $0["kind"] == "till_deposit_mismatch" })
  }

  @Test func documentsThatAreRefusedAndOutletsThatAreNotKnownAreNotBooked() throws {
    let broken = ChannelWorld.sales.split(separator: "21.42").joined(separator: "21.4x2")
    let strange = ChannelWorld.otherSales.split(separator: "OUT-2").joined(separator: "OUT-9")
    let home = try ChannelWorld.imported(
      replacing: ["a_sales.csv": broken, "b_sales.csv": strange])
    #expect(try sums(home)["till_sales"] == nil)
  }

  @Test func aMonthThatIsLockedKeepsItsTakingsAndTheDeltaStandsInTheNextOne() throws {
    let home = ChannelWorld.home()
    try home.importFiles(ChannelWorld.write(for: home, replacing: ["b_sales.csv": nil]))
    try home.with { _ = try $0.lock(CalendarMonth("2026-03")!) }
    let locked = try home.rows(.journal)
    try home.importFiles([home.folder.write("in/late.csv", ChannelWorld.otherSales)])
    let rows = try home.rows(.journal)
    #expect(
      rows.filter { $0["period"] == "2026-03" }.map { $0["amount"] }
        == locked.map { $0["amount"] })
    let late = rows.filter { $0["corrects"] == "TILL-OUT-2-EUR-2026-03-TICKETS" }
    #expect(Set(late.compactMap { $0["date"] }) == ["2026-04-01"])
    #expect(late.contains { $0["role"] == "till_sales" && $0["amount"] == "-5.00" })
  }

  @Test func theOrderOfImportsAndARebuildChangeNothing() throws {
    let first = try ChannelWorld.imported()
    let second = ChannelWorld.home()
    for path in ChannelWorld.write(for: second).reversed() { try second.importFiles([path]) }
    let journal = try first.rows(.journal)
    #expect(try second.rows(.journal) == journal)
    try second.with { try $0.rebuild() }
    #expect(try second.rows(.journal) == journal)
  }

  @Test(arguments: ExportFormat.allCases)
  func everyFormatTakesTheChannelsAndGivesTheSameBytesAgain(format: ExportFormat) throws {
    let home = try banked()
    for byRowGroup in [false, true] {
      let files = try home.with {
        try $0.export(format, from: nil, to: nil, byRowGroup: byRowGroup).files
      }
      let again = try home.with {
        try $0.export(format, from: nil, to: nil, byRowGroup: byRowGroup).files
      }
      #expect(files == again)
      #expect(files.contains { !$0.bytes.isEmpty })
    }
  }

  @Test func aUsersChartMovesOneOutletsSalesAndNothingElse() throws {
    let home = TestHome(
      ChannelWorld.configuration,
      master: [
        .catalog: ChannelWorld.catalog, .outlets: ChannelWorld.outlets,
        .chart: "role\toutlet\taccount\tdatev\ntill_sales\tOUT-2\tIncome:Ulm:Sales\t8299\n",
      ])
    try home.importFiles(ChannelWorld.write(for: home))
    let sales = try home.rows(.journal).filter { $0["role"] == "till_sales" }
    #expect(
      Set(sales.map { "\($0["outlet"] ?? "") \($0["account"] ?? "")" })
        == ["OUT-1 Income:Tills:Sales", "OUT-2 Income:Ulm:Sales"])
  }

  @Test func theCertificateHasTheTotalsThatTheJournalHas() throws {
    let home = try banked()
    let folder = "\(home.folder.path)/reports"
    try makeFolders(folder)
    let run = CertifiedRun(asOf: Instant("2026-05-01T08:00:00Z")!, version: "1", exitStatus: 0)
    try home.with { _ = try $0.certify(folder, run, isClose: false) }
    let text = String(decoding: fileBytes("\(folder)/certificate.json"), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("\"channels\"") } ?? ""
    let start = #""channels":{"till":{"EUR":{"till_clearing":"0.00","till_fees":"0.64","#
    #expect(line.hasPrefix(start))
    for (role, minor) in try sums(home, where: { $0["kind"] == "channel" }) {
      #expect(line.contains("\"\(role)\":\"\(Money(minorUnits: minor, Currency("EUR")!).text)\""))
    }
    #expect(!fileBytes("\(folder)/layouts.tsv").isEmpty)
  }

  @Test func theAuditPackageLeadsFromSalesToTheBank() throws {
    let home = try banked()
    let output = "\(home.folder.path)/audit"
    let request = AuditRequest(
      from: CalendarDate("2026-03-01")!, to: CalendarDate("2026-03-31")!, output: output,
      version: "1")
    try home.with { _ = try $0.auditBundle(request) }
    let lines = String(decoding: fileBytes("\(output)/bridges/channels.csv"), as: UTF8.self)
      .split(separator: "\n").map { csvCells(String($0)) }
    let open = try #require(lines[0].firstIndex(of: "vouchers"))
    #expect(lines.count == 4, "two outlets and a web store")
    for line in lines.dropFirst() {
      let earned = line[5..<open].reduce(0) { $0 + cents($1) }
      let standing = line[open..<line.count - 1].reduce(0) { $0 + cents($1) }
      #expect(earned == standing, "\(line[0]) \(line[2])")
    }
    #expect(lines.dropFirst().map { $0.last } == ["56.53", "5.88", "40.39"])
    let missing = String(decoding: fileBytes("\(output)/not-covered.txt"), as: UTF8.self)
    #expect(missing.contains("- Tills, web stores and vendors: their tax is in channel_rows.csv"))
  }

  @Test func theAuditPackagesChannelRowsMakeUpTheEntriesThatTheyName() throws {
    let home = try banked()
    let files = VendorWorld().files
    for (name, text) in files { try home.importFiles([home.folder.write("in/\(name)", text)]) }
    let output = "\(home.folder.path)/audit"
    let request = AuditRequest(
      from: CalendarDate("2026-03-01")!, to: CalendarDate("2026-05-31")!, output: output,
      version: "1")
    try home.with { _ = try $0.auditBundle(request) }
    let lines = String(decoding: fileBytes("\(output)/channel_rows.csv"), as: UTF8.self)
      .split(separator: "\n").map { csvCells(String($0)) }
    func cell(_ name: String, _ row: [String]) -> String { row[lines[0].firstIndex(of: name)!] }
    var told: [String: Int64] = [:]
    for row in lines.dropFirst() {
      let key = [
        cell("journal_entry", row), cell("class", row), cell("category", row),
        cell("reference", row),
      ].joined(separator: " ")
      told[key, default: 0] += cents(cell("amount", row))
      #expect(cell("document", row).count == 64)
      #expect(cell("fx_rate", row) == (cell("currency", row) == "EUR" ? "1" : ""))
    }
    var booked: [String: Int64] = [:]
    for row in try home.rows(.journal) where row["kind"] == "channel" {
      let key = [row["entry_id"], row["role"], row["category"], row["settlement_id"]]
        .map { $0 ?? "" }.joined(separator: " ")
      booked[key, default: 0] += cents(row["amount"])
    }
    #expect(told == booked)
    #expect(Set(lines.dropFirst().map { cell("channel", $0) }) == ["till", "webstore", "vendor"])
    // Each line of a ticket once: two equal ones of T1, T2, a refund, and the other outlet's.
    let tickets = lines.filter {
      cell("class", $0) == "till_sales" || cell("class", $0) == "till_refunds"
    }
    #expect(
      tickets.map { "\(cell("record", $0)) \(cell("line", $0))" }.sorted() == [
        "T1 2", "T1 2", "T1 3", "T2 4", "T3 5",
      ])
    let seals = String(decoding: fileBytes("\(output)/MANIFEST.sha256"), as: UTF8.self)
    #expect(seals.contains("  channel_rows.csv\n"))
  }

  @Test func lineByLineTicketsStandByDayAndDepositsByName() throws {
    let home = try banked()
    let files = try home.with {
      try $0.export(.hledger, from: nil, to: nil, byRowGroup: true).files
    }
    let text = String(decoding: files[0].bytes, as: UTF8.self)
    #expect(text.contains("rows:2026-03-02"))
    #expect(text.contains("rows:CD-OUT-1-0302"))
  }
}
