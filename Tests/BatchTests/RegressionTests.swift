import Batch
import FlatFile
import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// What users or tests have once seen go wrong, each with its smallest input.
@Suite struct RegressionTests {
  private func file(_ currency: String = "USD", _ dialect: Dialect = .us) -> SettlementFile {
    SettlementFile(
      SmallWorld.settlement("90100000017", currency, from: "2026-03-01", to: "2026-03-15"), dialect)
  }

  @Test(arguments: ["+026-01-01", "2026-+1-01", "-026-01-01"])
  func aSignIsNoPartOfADay(text: String) { #expect(CalendarDate(text) == nil) }

  @Test(arguments: ["2026-03-14T+8:00:00Z", "2026-03-14T-1:00:00Z", "2026-03-14T08:-1:00Z"])
  func aSignIsNoPartOfAnInstant(text: String) { #expect(Instant(text) == nil) }

  @Test func theSettlementViewCanBeRead() throws {
    let folder = TemporaryFolder()
    let ledger = try Ledger(path: "\(folder.path)/a.sqlite")
    #expect(try ledger.database.integer("SELECT count(*) FROM v_settlement") == 0)
  }

  @Test func aSpareDigitIsRefusedWithItsPlace() {
    let text = file().text.replacing("-3.13", with: "1.005")
    let reading = Shop().read(text)
    #expect(reading.problems.map(\.kind) == [.rowError])
    #expect(reading.problems.first?.location == SourceLocation(line: 4, column: "amount"))
  }

  @Test func aCurrencyOfThreeDecimalsIsReadWithThem() {
    var made = MadeSettlement("1", "KWD", "2026-03-01", "2026-03-15")
    made.rows = [MadeRow(1234, made.start), MadeRow(-234, made.start)]
    let reading = Shop().read(SettlementFile(made).text)
    #expect(reading.settlements.first?.rowsTotalMinor == 1000)
  }

  @Test(arguments: ["summary cut behind its currency", "currency is the last column"])
  func aJapaneseFileIsKnownByItsCurrencyWhereverThatStands(how: String) {
    var made = MadeSettlement("90100000017", "JPY", "2026-03-01", "2026-03-15")
    var row = MadeRow(1000, made.start)
    row.sku = "能登塗-椀S"
    made.rows = [row]
    var file = SettlementFile(made, .jp)
    if how.hasPrefix("currency") {
      file.columns = file.columns.filter { $0 != "currency" } + ["currency"]
    }
    var lines = file.lines
    if how.hasPrefix("summary") { while lines[1].hasSuffix("\t") { lines[1].removeLast() } }
    let reading = Shop().read(legacyBytes(lines.map { $0 + "\n" }.joined()))
    #expect(reading.encoding == .cp932)
  }

  @Test(arguments: [512 << 10, 4096])
  func aLineOfMoreThanAMebibyteIsRefusedWhateverTheWindow(windowBytes: Int) {
    var lines = file().lines
    lines[2] += String(repeating: "P", count: (1 << 20) + 1)
    let text = lines.map { $0 + "\n" }.joined()
    #expect(!Shop().read(Array(text.utf8), windowBytes: windowBytes).isProved)
  }

  @Test func oneCauseIsOneFinding() throws {
    var shop = Shop()
    shop.refusedCurrencies = ["USD"]
    #expect(shop.read(file().text).problems.map(\.kind) == [.unboundStore])
  }

  @Test func everyLineOfAReportHasTheColumnsOfItsHeader() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    for (name, bytes) in try home.reports() where name.hasSuffix(".csv") {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
        csvCells(String($0))
      }
      let odd = lines.filter { $0.count != lines[0].count }
      #expect(odd.isEmpty, "\(name): \(odd.first ?? [])")
    }
  }

  // V1Tests
  @Test func componentsHaveRows() throws {
    let home = TestHome(
      Configuration(stores: [Configuration.Store("CA1", home: "CA", ["CA"], accounts: ["CAD CA"])]))
    try home.importFiles(["\(repositoryRoot)/Fixtures/history/settlements"])
    let empty = try home.rows(.components).filter { $0["rows"] == "0" && $0["amount"] == "0.00" }
    #expect(empty == [])
  }
}
