import AccountingExports
import LedgerCore
import TestSupport
import Testing

@Suite struct QuickBooksTests {
  @Test func numbersAreShortAndEachEntryBalances() throws {
    let lines = rows(text(try export(book(made(categories: 7)), as: .quickbooks))[0])
    #expect(lines.count == 8)
    for line in lines {
      #expect(line[0].utf8.count <= 21)
      #expect(line[1] == "03/15/2026")
      #expect(line[3].isEmpty != line[4].isEmpty)
    }
    #expect(lines.reduce(0) { $0 + minor($1[3]) - minor($1[4]) } == 0)
  }

  @Test func anEntryLongerThanAFileIsCutIntoBalancedPieces() throws {
    let made = try export(book(made(categories: 2500)), as: .quickbooks)
    #expect(made.files.count == 3)
    var net: [String: Int64] = [:]
    for file in text(made) {
      let lines = rows(file)
      #expect(lines.count <= 1000)
      for (_, entry) in Dictionary(grouping: lines, by: { $0[0] }) {
        #expect(entry.reduce(0) { $0 + minor($1[3]) - minor($1[4]) } == 0)
      }
      for line in lines { net[line[2], default: 0] += minor(line[3]) - minor(line[4]) }
    }
    // The clearing account that joins the pieces is empty again.
    #expect(net["Amazon Clearing"] == 0)
    #expect(net["Amazon Income:Product Sales"] == -(0..<2500).reduce(0) { $0 + 101 + Int64($1) })
  }

  @Test func textThatBeginsLikeAFormulaIsNeutral() throws {
    let made = try export(
      book(made(categories: 1, category: { _ in "=TEA-2PACK" })), as: .quickbooks)
    #expect(rows(text(made)[0]).contains { $0[7] == "'=TEA-2PACK" })
  }
}

@Suite struct XeroTests {
  @Test func aFileHasAtMostThreeHundredLinesAndEveryNarrationBalances() throws {
    let made = try export(book(made(categories: 700)), as: .xero)
    #expect(made.files.count == 3)
    var total: Int64 = 0
    for file in text(made) {
      let lines = rows(file)
      #expect(lines.count <= 300)
      for (_, journal) in Dictionary(grouping: lines, by: { $0[0] }) {
        #expect(journal.reduce(0) { $0 + minor($1[5]) } == 0)
      }
      total += lines.filter { $0[3] == "200" }.reduce(0) { $0 + minor($1[5]) }
    }
    let dollars = (0..<700).reduce(Int64(0)) { $0 + 101 + Int64($1) }
    #expect(total == -(scaled(dollars, by: 9_137, over: 10_000) ?? 0))
  }

  @Test func withoutARateTheFileIsRefusedWithWhatIsMissing() {
    do {
      _ = try export(book(made(categories: 1), rate: nil), as: .xero)
      Issue.record("it was made")
    } catch {
      #expect("\(error)".contains("there is no rate from USD to EUR on or before 2026-03-15"))
    }
  }
}

@Suite struct OtherWriterTests {
  @Test func kingdeeWritesWhatIsTakenBackInRed() throws {
    let locked = LockedPeriod(month: MadeJournal.month("2026-03"), entries: made(categories: 1))
    let after = journal(made(categories: 2), locked: [locked])
    let made = try export(book(after), as: .kingdee)
    #expect(made.files[0].bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    let lines = rows(text(made)[0])
    let red = lines.filter { $0[6].contains("红字冲销") }
    #expect(red.count == 2)
    #expect(red.allSatisfy { ($0[14] + $0[15]).hasPrefix("-") })
    for (_, voucher) in Dictionary(grouping: lines, by: { "\($0[1])-\($0[2])-\($0[4])" }) {
      #expect(voucher.reduce(0) { $0 + minor($1[14]) - minor($1[15]) } == 0)
    }
    #expect(lines.allSatisfy { $0[9] == "OUT-PDX" || $0[9] == "" })
    #expect(lines.contains { $0[8] == "亚马逊商品销售收入" && $0[9] == "OUT-PDX" })
    #expect(lines.allSatisfy { $0[16] == "1" }, "one document each")
  }

  @Test func saftCountsItsEntriesAndItsSidesAreEqual() throws {
    let xml = text(try export(book(made(categories: 5)), as: .saft))[0]
    #expect(xml.contains("<NumberOfEntries>1</NumberOfEntries>"))
    func amount(_ name: String) -> Substring? {
      xml.split(separator: "<\(name)>").last?.split(separator: "<").first
    }
    #expect(amount("TotalDebit") == amount("TotalCredit"))
    #expect(xml.contains("<AnalysisType>OUTLET</AnalysisType>"))
    let table = xml.split(separator: "AnalysisTypeTable>")[1]
    for name in ["Category 4", "OUT-PDX", "NA1"] {
      #expect(table.contains("<AnalysisID>\(name)</AnalysisID>"), "\(name)")
    }
  }

  @Test func saftLeavesOutAnEntryThatIsWorthNothingAndTellsIt() throws {
    let made = try export(
      book(made(categories: 1, sale: 1) + [converted()], rate: (1, 1_000)), as: .saft)
    let xml = text(made)[0]
    #expect(xml.contains("<NumberOfEntries>1</NumberOfEntries>"))
    #expect(xml.split(separator: "<Transaction>").count == 2)
    #expect(
      made.warnings == [
        "left out, since all amounts are worth 0.00: 1 entry (first: NA1-90100000017-2026-03)"
      ])
  }

  @Test func saftNeedsTheCompanysNumberAndAPersonToAsk() throws {
    let made = book(made(categories: 1))
    for (registration, contact) in [("", "Nora Hazel"), ("987654321", "")] {
      var settings = made.settings
      (settings.registration, settings.contact) = (registration, contact)
      let bare = ExportBook(
        journal: made.journal, from: nil, to: nil, chart: made.chart, settings: settings,
        rate: { _, _, _ in nil })
      #expect(throws: ExportError.self) { try export(bare, as: .saft) }
    }
  }

  @Test func aTemplateOfTheUsersNamesItsColumns() throws {
    var settings = ExportSettings()
    settings.template = try ERPTemplate(
      Array("# ours\nCompany\t=1000\nAcct\taccount\nDr\tdebit\nCr\tcredit\n".utf8),
      origin: "erp.tsv")
    let own = ExportBook(
      journal: made(categories: 1), from: nil, to: nil, chart: MadeJournal.chart,
      settings: settings, rate: { _, _, _ in nil })
    #expect(
      text(try export(own, as: .erp))[0]
        == "Company,Acct,Dr,Cr\n1000,100612,1.01,\n1000,400200,,1.01\n")
    #expect(throws: ExportError.self) {
      try ERPTemplate(Array("Acct\tacount\n".utf8), origin: "erp.tsv")
    }
  }

  @Test func theSameJournalGivesTheSameBytesInEveryFormat() throws {
    for format in ExportFormat.allCases {
      let first = try export(book(made(categories: 40)), as: format)
      #expect(try export(book(made(categories: 40)), as: format) == first)
      #expect(first.files.allSatisfy { !$0.bytes.isEmpty })
    }
  }

  @Test func saftStatesTheRateSoThatItTimesTheAmountIsTheAmountOfTheBooks() throws {
    let xml = text(try export(book(made(categories: 3, sale: 5_951_862)), as: .saft))[0]
    func amounts(_ name: String) -> [Int64] {
      xml.split(separator: "<\(name)>").dropFirst().map { minor(String($0.prefix { $0 != "<" })) }
    }
    let (own, foreign) = (amounts("Amount"), amounts("CurrencyAmount"))
    #expect(own.count == 4 && foreign.count == 4)
    #expect(Set(amounts("ExchangeRate")) == [91_370_000])
    for (amount, currencyAmount) in zip(own, foreign) {
      #expect(abs(amount - (scaled(currencyAmount, by: 9_137, over: 10_000) ?? 0)) <= 1)
    }
  }

  @Test func saftPutsWhatItsSchemaDoesNotTakeIntoWords() throws {
    let kwd = try #require(Currency("KWD"))
    let xml = text(
      try export(book(made(categories: 1, currency: kwd, sale: 12_345), rate: (3, 1)), as: .saft))[
        0]
    #expect(!xml.contains("<CurrencyAmount>"))
    #expect(xml.contains(", 12.345 KWD, rate 3.00000000</Description>"))
    let tens = text(
      try export(book(made(categories: 1, currency: kwd, sale: 12_340), rate: (3, 1)), as: .saft))[
        0]
    #expect(tens.contains("<CurrencyAmount>12.34</CurrencyAmount>"))
  }

  @Test func beancountsBalanceOfAnAccountHoldsItsSubAccounts() throws {
    var chart = MadeJournal.chart
    try chart.add(
      Array("role\tcategory\taccount\nproduct_sales\tCups\tIncome:Amazon:ProductSales:Cups".utf8),
      origin: "chart.tsv")
    let journal = made(
      categories: 2, chart: chart, category: { $0 == 0 ? "Cups" : "Plates" })
    let beancount = text(try export(book(journal), as: .beancount))[0]
    #expect(beancount.contains("balance Income:Amazon:ProductSales  -2.03 ~ 0.00 USD\n"))
    #expect(beancount.contains("balance Income:Amazon:ProductSales:Cups  -1.01 ~ 0.00 USD\n"))
    let hledger = text(try export(book(journal), as: .hledger))[0]
    #expect(hledger.contains("    Income:Amazon:ProductSales  0.00 USD = -1.02 USD\n"))
  }

  @Test func kingdeeSaysWhichMonthsMayStillBeNumberedAnew() throws {
    let journal = made(categories: 1)
    #expect(
      try export(book(journal), as: .kingdee).warnings == [
        "voucher numbers of months that are open may still change: 2026-03; lock them first"
          + " (acorn period lock)"
      ])
    #expect(try export(book(journal, lastLocked: "2026-03"), as: .kingdee).warnings.isEmpty)
  }
}
