import Batch
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct DecisionTests {
  private let overlap = [
    SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z"),
    SmallWorld.settlement(
      "90100000012", "USD", from: "2026-03-20T20:00:00Z", to: "2026-03-29T20:00:00Z"),
  ]

  private func home() throws -> TestHome {
    let home = TestHome(SmallWorld.configuration, master: [.catalog: SmallWorld.catalog])
    for (index, file) in overlap.enumerated() {
      home.folder.write("in/NA1_\(index).txt", SettlementFile(file, .us).text)
    }
    try home.importFiles(["\(home.folder.path)/in"])
    return home
  }

  private func exceptions(_ home: TestHome) throws -> [[String: String]] {
    try home.rows(ReportRequest(.exceptions))
  }

  @Test func anAcceptedExceptionStaysInTheListWithItsReason() throws {
    let home = try home()
    let gap = try #require(try exceptions(home).first { $0["kind"] == "chain_gap" })
    let id = try #require(gap["id"])
    try home.with { try $0.accept([id], reason: "the shop was closed") }
    let accepted = try #require(try exceptions(home).first { $0["id"] == id })
    #expect(accepted["status"] == "accepted")
    #expect(accepted["reason"] == "the shop was closed (Ann Lee)")
    #expect(try home.with { try $0.ledger.findingCounts().errors } == 0)
  }

  @Test func aDecisionSurvivesALedgerMadeAgain() throws {
    let home = try home()
    let id = try #require(try exceptions(home).first?["id"])
    try home.with { try $0.accept([id], reason: "known, \"quoted\"\nnext") }
    let before = try home.reports()
    try home.with { try $0.rebuild() }
    #expect(try home.reports() == before)
  }

  @Test func decisionsFromBeforeNamesWereKeptAreReadable() throws {
    let home = try home()
    let id = try #require(try exceptions(home).first?["id"])
    try home.with { books in
      let stored = try books.archive.store(bytes: Array("\(id)\nknown to all".utf8))
      try books.archive.append([
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .decision, source: id,
          store: "", receivedAt: 1_777_622_400)
      ])
    }
    let accepted = try #require(try exceptions(home).first { $0["id"] == id })
    #expect(accepted["reason"] == "known to all")
  }

  @Test func anUnknownIDOrAnEmptyReasonIsRefused() throws {
    let home = try home()
    let id = try #require(try exceptions(home).first?["id"])
    #expect(throws: BatchError.self) {
      try home.with { try $0.accept([id, "E-000000000000"], reason: "x") }
    }
    for (reason, person) in [("", "Ann Lee"), (" \n\t", "Ann Lee"), ("known", " "), ("known", "")] {
      #expect(throws: BatchError.self) {
        try home.with { try $0.accept([id], reason: reason, by: person) }
      }
    }
    #expect(try exceptions(home).first?["status"] == "open")
  }

  @Test func manyAreAcceptedAtOnceOrNone() throws {
    let home = SmallWorld.home()
    for number in 1...3 { home.folder.write("in/\(number).txt", "no settlement \(number)\n") }
    try home.importFiles(["\(home.folder.path)/in"])
    let ids = try exceptions(home).compactMap { $0["id"] }
    #expect(ids.count == 3)
    #expect(throws: BatchError.self) {
      try home.with { try $0.accept(ids + ["E-000000000000"], reason: "x") }
    }
    #expect(try home.with { try $0.ledger.findingCounts().errors } == 3)
    try home.with { try $0.accept(ids + ids, reason: "letters") }
    #expect(try exceptions(home).allSatisfy { $0["reason"] == "letters (Ann Lee)" })
    #expect(try home.with { try $0.archive.deliveries().count { $0.kind == .decision } } == 3)
  }

  /// The files of a folder that was imported by mistake, in whichever form they are refused.
  @Test func aWrongFolderIsAcceptedAsAWhole() throws {
    let home = ChannelWorld.home()
    let wrong = "\(home.folder.path)/in/wrong"
    home.folder.write("in/wrong/letter.txt", "Dear seller\n")
    home.folder.write("in/wrong/deeper/statement.sta", ":20:S1\n:25:x\n")
    home.folder.write("in/wrong/sales.csv", ChannelWorld.sales.replacing("21.42", with: "x"))
    home.folder.write("in/wrong.txt", "Dear seller, this one is of another folder\n")
    // The same bytes elsewhere are the same document.
    home.folder.write("in/right.txt", "Dear seller\n")
    try home.importFiles(["\(home.folder.path)/in"])
    let open = try exceptions(home).count
    let ids = try home.with { try $0.exceptions(ofRefusedFrom: wrong) }
    #expect(ids.count == 3)
    // The folder may be gone by then.
    home.folder.remove("in/wrong")
    #expect(try home.with { try $0.exceptions(ofRefusedFrom: wrong) } == ids)
    try home.with { try $0.accept(ids, reason: "not for the books") }
    #expect(try exceptions(home).count { $0["status"] == "open" } == open - 3)
    #expect(throws: BatchError.self) {
      try home.with { try $0.exceptions(ofRefusedFrom: wrong) }
    }
    #expect(throws: BatchError.self) {
      try home.with { try $0.exceptions(ofRefusedFrom: "\(home.folder.path)/i") }
    }
  }

  @Test func whatIsInTheBooksIsNotAcceptedByItsFolder() throws {
    let home = try home()
    #expect(try !exceptions(home).isEmpty)
    #expect(throws: BatchError.self) {
      try home.with { try $0.exceptions(ofRefusedFrom: "\(home.folder.path)/in") }
    }
    #expect(try exceptions(home).first?["status"] == "open")
  }

  @Test func severitiesAreConfiguration() throws {
    let home = try home()
    home.configuration.severities[.chainGap] = .warning
    home.folder.write("home/acorn.toml", "# changed\n")
    #expect(try exceptions(home).first { $0["kind"] == "chain_gap" }?["severity"] == "warning")
  }
}

@Suite struct BankImportTests {
  private func home() -> TestHome {
    TestHome(SmallWorld.configuration, master: [.catalog: SmallWorld.catalog])
  }

  @Test func aStatementIsKnownByItsContentAndTakenOnce() throws {
    let home = home()
    home.folder.write("in/march.txt", SmallWorld.statement)
    home.folder.write("in/march-again.txt", SmallWorld.statement + "\n")
    #expect(try home.importFiles(["\(home.folder.path)/in"]).refused == 0)
    try home.importFiles(["\(home.folder.path)/in"])
    let lines = try home.with { try $0.ledger.bankLines() }
    #expect(lines.map(\.amount.minorUnits) == [2500])
    #expect(lines.map(\.reference) == ["US1"])
  }

  /// The statement in OFX, which prints neither value days nor references of the payer.
  private static let ofx = """
    <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF>
    <BANKACCTFROM><BANKID>021000021</BANKID><ACCTID>000123456789</ACCTID></BANKACCTFROM>
    <BANKTRANLIST><DTSTART>20260316</DTSTART><DTEND>20260318</DTEND>
    <STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260318</DTPOSTED><TRNAMT>25.00</TRNAMT>
    <FITID>US1</FITID><NAME>AMAZON</NAME><MEMO>DISBURSEMENT</MEMO></STMTTRN></BANKTRANLIST>
    <LEDGERBAL><BALAMT>125.00</BALAMT><DTASOF>20260318</DTASOF></LEDGERBAL>
    </STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
    """

  @Test func aLineOfTwoFormatsSaysWhatBothSayInWhicheverOrderTheyCome() throws {
    let mt940 = SmallWorld.statement.replacing("2603180318", with: "2603170318")
    var told: [[BankLineRecord]] = []
    for formats in [[mt940, Self.ofx], [Self.ofx, mt940], [mt940, Self.ofx, mt940 + "\n"]] {
      let home = home()
      for (index, format) in formats.enumerated() {
        try home.importFiles([home.folder.write("in/\(index).txt", format)])
      }
      told.append(try home.with { try $0.ledger.bankLines() })
      try home.with { try $0.rebuild() }
      told.append(try home.with { try $0.ledger.bankLines() })
    }
    #expect(told[0].count == 1)
    #expect(told[0][0].text == "AMAZON.COM SVCS EDI PYMNTS AMAZON DISBURSEMENT")
    #expect(told[0][0].account == "021000021000123456789")
    #expect(told[0][0].valueDay == CalendarDate("2026-03-17"))
    #expect(told.allSatisfy { $0 == told[0] })
  }

  /// A page of the 18th of March with lines that have no reference of the bank's.
  private func page(
    _ sequence: String, _ opening: Int, _ amounts: [Int], _ text: String
  ) -> String {
    """
    :20:S\(sequence)
    :25:021000021/000123456789
    :28C:\(sequence)
    :60F:C260318USD\(opening),00
    \(amounts.map { ":61:2603180318C\($0),00NTRFNONREF\n:86:\(text)" }.joined(separator: "\n"))
    :62F:C260318USD\(amounts.reduce(opening, +)),00
    -

    """
  }

  @Test func equalAmountsOfStatementsThatFollowOneAnotherAreDifferentLines() throws {
    let (first, second, third) = (
      page("61/1", 100, [25], "SHOP"), page("61/2", 125, [40], "OTHER"),
      page("61/3", 165, [25, 25], "AMAZON")
    )
    // The whole day as another statement prints it is the same lines.
    let day = page("61", 100, [25, 40, 25, 25], "A DAY")
    var told: [[BankLineRecord]] = []
    for files in [
      [first, second, third], [third + second + first], [third, first, second, first + "\n"],
      [first + second + third, second, third],
    ] {
      let home = home()
      for (index, file) in files.enumerated() {
        try home.importFiles([home.folder.write("in/\(index).txt", file)])
      }
      let lines = try home.with { try $0.ledger.bankLines() }
      #expect(lines.map(\.amount.minorUnits).sorted() == [2500, 2500, 2500, 4000])
      #expect(lines.map(\.text).sorted() == ["AMAZON", "AMAZON", "OTHER", "SHOP"])
      told.append(lines)
      try home.importFiles([home.folder.write("in/day.txt", day)])
      #expect(try home.with { try $0.ledger.bankLines() }.map(\.id) == lines.map(\.id))
    }
    #expect(told.allSatisfy { $0 == told[0] })
  }

  @Test func statementsThatOverlapShareTheirLines() throws {
    let home = home()
    // The day comes back to where it was: nothing says that a second statement follows a first one.
    let even = page("7", 100, [25], "SHOP").replacing(
      ":62F:C260318USD125", with: ":61:2603180318D25,00NTRFNONREF\n:62F:C260318USD100")
    let longer = even.replacing(":60F:C260318USD100", with: ":60F:C260317USD90")
      .replacing(":61:2603180318C", with: ":61:2603170317C10,00NTRFNONREF\n:61:2603180318C")
    try home.importFiles([home.folder.write("in/a.txt", even)])
    try home.importFiles([home.folder.write("in/b.txt", longer)])
    let lines = try home.with { try $0.ledger.bankLines() }
    #expect(lines.map(\.amount.minorUnits).sorted() == [-2500, 1000, 2500])
  }

  @Test func aStatementThatDoesNotFootIsToldWithItsDifference() throws {
    let home = home()
    home.folder.write("in/march.txt", SmallWorld.statement.replacing("125,00", with: "126,00"))
    try home.importFiles(["\(home.folder.path)/in"])
    let found = try home.rows(ReportRequest(.exceptions))
    #expect(found.map { $0["kind"] } == ["statement_mismatch"])
    #expect(found.map { $0["amount"] } == ["1.00"])
  }

  /// BAI2 with control totals and counts, and no balances.
  private let bai2 = """
    01,ACRNUS33,ACORN,260318,0500,1,,,2/
    02,ACORN,ACRNUS33,1,260318,0500,USD,2/
    03,000123456789,USD,,,,/
    16,175,10000,Z,ABC,,AMAZON/
    16,175,20000,Z,ABD,,AMAZON/
    49,30000,4/
    98,30000,1,6/
    99,30000,1,8/

    """

  @Test(arguments: [
    ("16,175,20000", "16,175,20000", [], []),
    (
      "16,175,20000", "16,175,90000",
      [
        "the bank's control total is 300.00 USD, and what stands before it 1000.00 USD"
      ], ["-700.00"]
    ),
    (
      "16,175,20000,Z,ABD,,AMAZON/\n", "",
      [
        "the bank's control total is 300.00 USD, and what stands before it 100.00 USD",
        "the bank counts 4 entries or records, and the file has 3",
        "the bank counts 6 entries or records, and the file has 5",
        "the bank counts 8 entries or records, and the file has 7",
      ], ["200.00", "", "", ""]
    ),
  ])
  func whatTheBanksOwnFiguresContradictIsTold(
    part: String, other: String, whats: [String], amounts: [String]
  ) throws {
    let home = home()
    let path = home.folder.write("in/a.bai", bai2.replacing(part, with: other))
    let tried = try DryRun.read([path], store: "", home.context("2026-05-01T08:00:00Z"))
    #expect(tried.map(\.exitStatus) == [whats.isEmpty ? 0 : 2])
    #expect(whats.allSatisfy { tried[0].text.contains(": \($0)") })
    try home.importFiles([path])
    let found = try home.rows(.exceptions)
    #expect(Set(found.map { $0["what"] ?? "" }) == Set(whats))
    #expect(Set(found.map { $0["amount"] ?? "" }) == Set(amounts))
    #expect(found.allSatisfy { $0["kind"] == "statement_mismatch" })
    // Each is an exception of its own, with its line.
    #expect(found.allSatisfy { $0["where"]?.contains("000123456789, line ") == true })
    #expect(Set(found.map { $0["id"] }).count == found.count)
  }

  @Test func aDamagedStatementIsRefusedAndGivesNoLines() throws {
    let home = home()
    home.folder.write("in/march.txt", SmallWorld.statement.replacing("C25,00", with: "C25,0x"))
    #expect(try home.importFiles(["\(home.folder.path)/in"]).exitStatus == 3)
    #expect(try home.with { try $0.ledger.bankLines() }.isEmpty)
    #expect(
      try home.rows(ReportRequest(.exceptions)).map { $0["kind"] } == ["statement_error"])
  }
}
