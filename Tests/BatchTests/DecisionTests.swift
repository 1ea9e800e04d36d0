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

  @Test func aStatementThatDoesNotFootIsToldWithItsDifference() throws {
    let home = home()
    home.folder.write("in/march.txt", SmallWorld.statement.replacing("125,00", with: "126,00"))
    try home.importFiles(["\(home.folder.path)/in"])
    let found = try home.rows(ReportRequest(.exceptions))
    #expect(found.map { $0["kind"] } == ["statement_mismatch"])
    #expect(found.map { $0["amount"] } == ["1.00"])
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
