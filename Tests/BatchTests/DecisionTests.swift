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
    try home.with { try $0.accept(Decision(exceptionID: id, reason: "the shop was closed")) }
    let accepted = try #require(try exceptions(home).first { $0["id"] == id })
    #expect(accepted["status"] == "accepted")
    #expect(accepted["reason"] == "the shop was closed (Ann Lee)")
    #expect(try home.with { try $0.ledger.findingCounts().errors } == 0)
  }

  @Test func aDecisionSurvivesALedgerMadeAgain() throws {
    let home = try home()
    let id = try #require(try exceptions(home).first?["id"])
    try home.with { try $0.accept(Decision(exceptionID: id, reason: "known, \"quoted\"\nnext")) }
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
      try home.with { try $0.accept(Decision(exceptionID: "E-000000000000", reason: "x")) }
    }
    for (reason, person) in [("", "Ann Lee"), (" \n\t", "Ann Lee"), ("known", " "), ("known", "")] {
      let decision = Decision(exceptionID: id, reason: reason, by: person)
      #expect(throws: BatchError.self) { try home.with { try $0.accept(decision) } }
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
  private let statement = """
    :20:S1
    :25:021000021/000123456789
    :28C:3/1
    :60F:C260316USD100,00
    :61:2603180318C25,00NTRFNONREF//US1
    :86:AMAZON.COM SVCS EDI PYMNTS
    :62F:C260318USD125,00
    """

  private func home() -> TestHome {
    TestHome(SmallWorld.configuration, master: [.catalog: SmallWorld.catalog])
  }

  @Test func aStatementIsKnownByItsContentAndTakenOnce() throws {
    let home = home()
    home.folder.write("in/march.txt", statement)
    home.folder.write("in/march-again.txt", statement + "\n")
    #expect(try home.importFiles(["\(home.folder.path)/in"]).refused == 0)
    try home.importFiles(["\(home.folder.path)/in"])
    let lines = try home.with { try $0.ledger.bankLines() }
    #expect(lines.map(\.amount.minorUnits) == [2500])
    #expect(lines.map(\.reference) == ["US1"])
  }

  @Test func aStatementThatDoesNotFootIsToldWithItsDifference() throws {
    let home = home()
    home.folder.write("in/march.txt", statement.replacing("125,00", with: "126,00"))
    try home.importFiles(["\(home.folder.path)/in"])
    let found = try home.rows(ReportRequest(.exceptions))
    #expect(found.map { $0["kind"] } == ["statement_mismatch"])
    #expect(found.map { $0["amount"] } == ["1.00"])
  }

  @Test func aDamagedStatementIsRefusedAndGivesNoLines() throws {
    let home = home()
    home.folder.write("in/march.txt", statement.replacing("C25,00", with: "C25,0x"))
    #expect(try home.importFiles(["\(home.folder.path)/in"]).exitStatus == 3)
    #expect(try home.with { try $0.ledger.bankLines() }.isEmpty)
    #expect(
      try home.rows(ReportRequest(.exceptions)).map { $0["kind"] } == ["statement_error"])
  }
}
