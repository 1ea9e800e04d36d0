import AccountingExports
import LedgerCore
import TestSupport
import Testing

@Suite struct DATEVTests {
  @Test func rowsHaveTheColumnsAndLimitsOfTheFormat() throws {
    let journal = made(
      categories: 3, category: { "Täschchen \($0) aus sehr, sehr langer Ferne und noch weiter" })
    let made = try export(book(journal), as: .datev)
    let lines = datevLines(made.files[0].bytes)
    #expect(lines[0].count == 31)
    #expect(lines[0][..<5] == ["\"EXTF\"", "700", "21", "\"Buchungsstapel\"", "13"])
    for line in lines.dropFirst() { #expect(line.count == 125) }
    for line in lines.dropFirst(2) {
      #expect(line[0].contains(",") && !line[0].hasPrefix("-"))
      #expect(["\"S\"", "\"H\""].contains(line[1]))
      #expect(line[9] == "1503")
      #expect(line[10].utf8.count <= 38)
      #expect(line[13].unicodeScalars.count <= 62)
      #expect(line[2] == "\"USD\"" && line[5] == "\"EUR\"")
    }
    #expect(made.files[0].bytes.contains(0xE4), "ä is one byte")
    #expect(made.files[0].bytes.suffix(2) == [13, 10])
  }

  @Test func eachFiscalYearHasAFileOfItsOwn() throws {
    let journal = made(categories: 1, closed: "2025-12-30") + made(categories: 1)
    #expect(
      try export(book(journal), as: .datev).files.map(\.name) == [
        "EXTF_Buchungsstapel_20250101_001.csv", "EXTF_Buchungsstapel_20260101_002.csv",
      ])
  }

  @Test func aReversalIsAGeneralumkehrOnTheOtherSide() throws {
    let locked = LockedPeriod(month: MadeJournal.month("2026-03"), entries: made(categories: 1))
    let after = journal(made(categories: 2), locked: [locked])
    let made = try export(book(after, from: MadeJournal.day("2026-04-01")), as: .datev)
    let lines = datevLines(made.files[0].bytes).dropFirst(2)
    let reversal = lines.filter { $0[117] == "\"1\"" }
    let correction = lines.filter { $0[117].isEmpty }
    #expect(reversal.count == 2)
    #expect(correction.count == 3)
    #expect(reversal.first { $0[6] == "8200" }?[1] == "\"S\"")
    #expect(correction.first { $0[6] == "8200" }?[1] == "\"H\"")
    #expect(lines.allSatisfy { $0[9] == "0104" })
  }

  @Test func anAccountNumberThatIsTooLongIsRefused() throws {
    var chart = MadeJournal.chart
    try chart.add(Array("role\tdatev\nproduct_sales\t84000".utf8), origin: "chart.tsv")
    let journal = made(categories: 1, chart: chart)
    #expect(throws: ExportError.self) { try export(book(journal), as: .datev) }
  }

  @Test func aClearingNumberThatIsTooLongIsRefusedToo() throws {
    var chart = MadeJournal.chart
    try chart.add(Array("role\tdatev\nclearing\t13610000".utf8), origin: "chart.tsv")
    let error = #expect(throws: ExportError.self) {
      try export(book(made(categories: 1, chart: chart), chart: chart), as: .datev)
    }
    #expect(
      error?.description.contains("Assets:Amazon:Clearing: its DATEV number '13610000'") == true)
  }

  @Test func withoutEntriesThereIsNoFileAndThatIsSaid() throws {
    let made = try export(book([]), as: .datev)
    #expect(made.files.isEmpty)
    #expect(
      made.warnings == ["there is no entry in these days, and DATEV has no file without rows"])
  }

  /// Units of the foreign currency for one of the books' own: DATEV takes 1 to 9999,999999.
  @Test(
    arguments: [
      ("USD", "EUR", (10_000, 11_406), "1,140600"), ("JPY", "EUR", (100, 16_107), "161,070000"),
      ("GBP", "EUR", (100_000, 79_476), nil), ("VND", "EUR", (1, 27_001), nil),
      ("CAD", "USD", (10, 14), nil), ("EUR", "DKK", (745, 100), nil),
      ("EUR", "CHF", (9, 10), "1,111111"),
      ("KWD", "EUR", (10, 35), nil),
    ] as [(String, String, (Int64, Int64), String?)])
  func aForeignAmountThatDATEVDoesNotTakeIsStatedInTheCurrencyOfTheBooks(
    foreign: String, functional: String, rate: (Int64, Int64), kurs: String?
  ) throws {
    let (own, currency) = (try #require(Currency(functional)), try #require(Currency(foreign)))
    let journal = made(categories: 2, currency: currency, sale: 98_700)
    let lines = datevLines(
      try export(book(journal, in: own, rate: rate), as: .datev).files[0].bytes
    ).dropFirst(2)
    #expect(lines.count == 3)
    var sum: Int64 = 0
    for line in lines {
      if let kurs {
        #expect(line[2...5] == ["\"\(foreign)\"", kurs, line[4], "\"\(functional)\""])
        #expect(line[47].isEmpty)
      } else {
        #expect(line[2...5] == ["\"\(functional)\"", "", "", ""])
        #expect(line[47] == "\"Fremdwährung\"")
        #expect(line[48].contains(" \(foreign), Kurs "))
      }
      sum += (line[1] == "\"S\"" ? 1 : -1) * minor(kurs == nil ? line[0] : line[4])
    }
    #expect(sum == 0)
  }

  @Test func booksInACurrencyOfThreeDecimalsAreRefusedWithItsName() throws {
    let kwd = try #require(Currency("KWD"))
    for format in [ExportFormat.datev, .saft] {
      let error = #expect(throws: ExportError.self) {
        try export(book(made(categories: 1), in: kwd), as: format)
      }
      #expect(
        error?.description.hasPrefix("functional_currency is KWD, which has 3 decimals") == true)
    }
  }

  @Test func whatIsWorthLessThanHalfACentIsLeftOutAndTold() throws {
    let sek = try #require(Currency("SEK"))
    let journal = made(categories: 1, currency: sek, sale: 4)
    let export = try export(book(journal, rate: (100, 1_130)), as: .datev)
    #expect(export.files.isEmpty)
    #expect(
      export.warnings[0] == "left out on 1360 against 1361: 0.04 SEK, 1 amount worth 0,00, which"
        + " DATEV does not take (first: NA1-90100000017-2026-03)")
  }

  @Test func costCentresThatWindows1252LacksStayTwoAndAreNamed() throws {
    let names = ["玩具", "服装", "Łódź", "Ku\u{308}che", "Küche", "Straße „€“"]
    let export = try export(
      book(made(categories: names.count, category: { names[$0] })), as: .datev)
    let lines = datevLines(export.files[0].bytes).dropFirst(2)
    let centres = Set(lines.map { $0[37] }.filter { $0 != "" })
    // The two spellings of Küche are one to people.
    #expect(centres.count == 5)
    #expect(centres.contains("\"Küche\""))
    #expect(lines.filter { $0[37] == "\"Küche\"" }.count == 2)
    #expect(
      centres.contains { $0.hasPrefix("\"??-") } && centres.contains { $0.hasPrefix("\"?ód?-") })
    #expect(export.warnings.count == 1)
    for name in ["玩具 is ??-", "服装 is ??-", "Łódź is ?ód?-"] {
      #expect(export.warnings[0].contains(name))
    }
    #expect(!export.warnings[0].contains("Küche"))
  }
}
