import BankStatements
import Batch
import LedgerCore
import TestSupport
import Testing

/// A bank's CSV that was imported before anybody had described its columns.
@Suite struct BankMappingTests {
  private let statement = """
    Buchungstag;Betrag;Verwendungszweck
    18.03.2026;25,00;AMAZON

    """

  private func describe(_ home: TestHome) {
    home.configuration.bankMappings = [
      BankCSVMapping(
        name: "Hafenbank", dates: .dayMonthYear, decimalMark: .comma, bookingDate: "Buchungstag",
        amount: .signed("Betrag"), currency: .fixed("EUR"))
    ]
    home.configuration.bankMappings[0].delimiter = UInt8(ascii: ";")
    home.folder.write("home/acorn.toml", "# with a [[bank_csv]]\n")
  }

  @Test func theAdviceNamesWhatIsMissing() throws {
    let home = SmallWorld.home()
    try home.importFiles([home.folder.write("in/march.csv", statement)])
    let found = try home.rows(.exceptions)
    #expect(found.map { $0["kind"] } == ["unknown_format"])
    #expect(found[0]["what_to_do"]?.contains("[[bank_csv]]") == true)
    // A letter is no export.
    let other = SmallWorld.home()
    try other.importFiles([other.folder.write("in/a.txt", "Dear seller, thank you\n")])
    #expect(try other.rows(.exceptions)[0]["what_to_do"]?.contains("settlement flat file") == true)
  }

  @Test(arguments: [false, true])
  func onceItIsDescribedItIsAStatementAndNoRefusedFile(isReportedBetween: Bool) throws {
    let home = SmallWorld.home()
    let path = home.folder.write("in/march.csv", statement)
    try home.importFiles([path])
    describe(home)
    if isReportedBetween { _ = try home.rows(.exceptions) }
    #expect(try home.importFiles([path]).exitStatus == 0)
    #expect(try home.with { try $0.ledger.bankLines().map(\.amount.minorUnits) } == [2500])
    #expect(try home.rows(.exceptions).isEmpty)
    let content = try home.with { try $0.contentDigest() }
    try home.with { try $0.rebuild() }
    #expect(try home.with { try $0.contentDigest() } == content)
  }

  @Test(arguments: [false, true])
  func soItIsWithATill(isReportedBetween: Bool) throws {
    let home = ChannelWorld.home()
    let path = home.folder.write("in/kasse.csv", "Bon;Datum;Betrag\n7;2026-03-02;5.00\n")
    try home.importFiles([path])
    #expect(try home.rows(.exceptions).map { $0["kind"] } == ["unknown_format"])
    home.configuration.channelLayouts = [ChannelWorld.kasse()]
    home.folder.write("home/acorn.toml", "# with a [[till]]\n")
    if isReportedBetween { _ = try home.rows(.exceptions) }
    #expect(try home.importFiles([path]).refused == 0)
    #expect(try home.rows(.exceptions).allSatisfy { $0["kind"] != "unknown_format" })
    #expect(try home.rows(.outletDays).count == 1)
  }
}
