import FlatFile
import LedgerCore
import TestSupport
import Testing

/// A text's letters in two bytes each, the low one first.
private func utf16(_ text: String) -> [UInt8] {
  text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
}

@Suite struct LayoutTests {
  @Test func theStandardColumnsAreRead() {
    let reading = read(sampleFile().text)
    expectSample(reading)
    #expect(reading.layout == "V2")
    #expect(reading.lines == 6)
    #expect(reading.dataRows == 4)
  }

  @Test func columnsAreFoundByNameInAnyOrder() {
    for seed in UInt64(1)...20 {
      var random = SplitMix64(seed: seed)
      var file = sampleFile()
      file.columns.shuffle(using: &random)
      #expect(read(file.text).settlements.first?.sumsByLabelAndDay.count == 3, "seed \(seed)")
      #expect(read(file.text).total == 1700, "seed \(seed)")
    }
  }

  @Test func filesOfTwentyThreeColumnsAreOlder() {
    var file = sampleFile()
    file.columns.removeLast()
    expectSample(read(file.text))
  }

  @Test func headerNamesMayBeCapitalisedAndPadded() {
    let text = sampleFile().text(line: 1) {
      $0.replacing("amount-type", with: " Amount-Type ").replacing("sku", with: "SKU")
    }
    expectSample(read(text))
  }

  @Test func anUnknownColumnIsNotedAndNotRead() {
    var file = sampleFile()
    file.columns.insert("parcel-class", at: 3)
    let reading = read(file.text)
    expectSample(reading, notes: [.schemaDrift])
    #expect(reading.notes.first?.location.column == "parcel-class")
  }

  @Test(arguments: [
    "settlement-start-date", "total-amount", "currency", "transaction-type", "amount-type",
    "amount-description", "amount", "sku", "marketplace-name", "quantity-purchased", "order-id",
  ])
  func aMissingColumnIsRefusedByName(column: String) throws {
    var file = sampleFile()
    file.columns.removeAll { $0 == column }
    let reading = read(file.text)
    #expect(reading.problemKinds == [.schemaError])
    #expect(try #require(reading.problems.first).what.contains("'\(column)'"))
    #expect(reading.settlements.isEmpty)
  }

  @Test func oneOfTheTwoPostedDatesIsEnough() {
    for missing in ["posted-date", "posted-date-time"] {
      var file = sampleFile()
      file.columns.removeAll { $0 == missing }
      expectSample(read(file.text))
    }
    var file = sampleFile()
    file.columns.removeAll { $0.hasPrefix("posted-date") }
    #expect(read(file.text).problemKinds == [.schemaError])
  }

  @Test func aColumnThatStandsTwiceIsRefused() {
    var file = sampleFile()
    file.columns.append("amount")
    #expect(read(file.text).problemKinds == [.schemaError])
  }

  @Test(arguments: [(40, true), (41, false)])
  func aHeaderHasSixtyFourColumnsAtMost(more: Int, isRead: Bool) {
    var file = sampleFile()
    file.columns += (1...more).map { "extra-\($0)" }
    let reading = read(file.text)
    #expect(reading.isProved == isRead)
    if isRead {
      #expect(reading.total == 1700)
    } else {
      #expect(reading.problemKinds == [.schemaError])
    }
  }

  @Test(arguments: ["<html><body>503</body></html>\n", "a\tb\tc\n1\t2\t3\n", "{\"a\":1}"])
  func somethingElseIsNoSettlementFile(text: String) {
    #expect(read(text).problemKinds == [.unknownFormat])
  }

  @Test(arguments: [("\"", "\t"), ("", ","), ("\"", ","), ("", ";")])
  func aFileThatASpreadsheetHasSavedIsToldSo(quote: String, separator: String) throws {
    let text = sampleFile().text.split(separator: "\n").map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { quote + $0 + quote }.joined(separator: separator)
    }.joined(separator: "\n")
    let problem = try #require(read(text).problems.first)
    #expect(problem.what.contains("as a spreadsheet saves it"), "\(problem.what)")
    #expect(problem.whatToDo == "import the file as Amazon gave it")
  }

  @Test func aFileWithTheLineEndsOfOldMacsIsToldSo() throws {
    let text = sampleFile().text.split(separator: "\n").joined(separator: "\r")
    let problem = try #require(read(text).problems.first)
    #expect(problem.what.contains("carriage returns alone"), "\(problem.what)")
    #expect(problem.whatToDo == "import the file as Amazon gave it")
  }

  @Test(arguments: ["", "\n", "\n\r\n   \n"])
  func nothingIsAnEmptyFile(text: String) {
    #expect(read(text).problemKinds == [.emptyFile])
    #expect(read(sampleFile().header + text).problemKinds == [.emptyFile])
  }

  @Test(arguments: ["", "\n", "\r\n\r\n", "\u{feff}", "\u{feff}\n"])
  func aDocumentOfNothingIsEmpty(text: String) {
    #expect(read(text).problems.map(\.what) == ["the document is empty"])
  }

  @Test(arguments: ["", "\n", "\r\n\r\n"])
  func aHeaderAloneIsToldAsThat(text: String) {
    let reading = read(sampleFile().header + "\n" + text)
    #expect(reading.problems.map(\.what) == ["there is a header and no row"])
  }

  @Test(
    arguments: [
      ([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], "a zip archive, or a spreadsheet"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "a file compressed by xz"),
      ([0xFF, 0xFE] + utf16("settlement-id\ttotal\n"), "UTF-16 text"),
      (utf16("settlement-id\ttotal\n"), "UTF-16 text"),
      (Array(utf16("\0settlement-id\ttotal\n").dropFirst()), "UTF-16 text"),
      ([0x42, 0x5A, 0x68, 0x39, 0x31], "a file compressed by bzip2"),
      ([0x00, 0x01, 0x41, 0x42, 0x43], "binary data"),
    ] as [([UInt8], String)])
  func contentThatIsNoTextIsNamed(bytes: [UInt8], name: String) {
    let reading = read(bytes)
    #expect(reading.problemKinds == [.unknownFormat])
    #expect(reading.problems.first?.what == "the document is no settlement file but \(name)")
    #expect(reading.problems.first?.whatToDo.contains("[[") == false)
    #expect(reading.notes.isEmpty)
  }
}

@Suite struct LineTests {
  @Test func quotesAreData() throws {
    var shop = Shop()
    let entry = CatalogEntry(
      category: "Plates", unitCost: nil, effectiveFrom: CalendarDate(dayNumber: 0))
    shop.catalog.add(entry, sku: "PLATE-10\"-SLATE")
    shop.catalog.add(entry, sku: "\"MUG")
    var file = sampleFile()
    file.settlements[0].rows[0].sku = "PLATE-10\"-SLATE"
    file.settlements[0].rows[2].sku = "\"MUG"
    let settlement = try #require(shop.read(file.text).settlements.first)
    #expect(settlement.sumsByCategory["Plates"] == 2000)
    #expect(settlement.rows == 4)
  }

  @Test(arguments: [2, 3, 4, 5, 6, 7])
  func blankLinesMayStandAnywhere(line: Int) {
    for blank in ["", "    ", "\t\t\t", "\r"] {
      var lines = sampleFile().lines
      lines.insert(blank, at: line - 1)
      let reading = read(lines.map { $0 + "\n" }.joined())
      expectSample(reading)
      #expect(reading.blankLines == 1)
    }
  }

  @Test func anAmountMayBeFollowedByBlanks() {
    expectSample(read(sampleFile().text(line: 3, "amount", "12.50    ")))
    expectSample(read(sampleFile().text(line: 3, "transaction-type", "  Order ")))
    expectSample(read(sampleFile().text(line: 2, "settlement-id", " 90100000017 ")))
  }

  @Test func linesMayEndInCRLFAndTheLastOneInNothing() {
    var file = sampleFile()
    file.lineEnd = "\r\n"
    expectSample(read(file.text))
    expectSample(read(Array(file.bytes.dropLast(2))))
    expectSample(read(Array(sampleFile().bytes.dropLast())))
    file.columns = file.columns.filter { $0 != "amount" } + ["amount"]
    expectSample(read(Array(file.bytes.dropLast())))
  }

  @Test func aRepeatedHeaderIsSkippedAndCounted() {
    var lines = sampleFile().lines
    lines.insert(lines[0], at: 4)
    lines.insert(lines[0], at: 2)
    lines.insert(lines[0] + "\r", at: 1)
    let reading = read(lines.map { $0 + "\n" }.joined())
    expectSample(reading)
    #expect(reading.repeatedHeaders == 3)
  }

  @Test func joinedFilesOfTwoLayoutsAreReadEachByItsOwnHeader() {
    var other = SettlementFile(sampleSettlement("90100000027"))
    other.columns.removeLast()
    let reading = read(sampleFile().text + other.text)
    #expect(reading.problems == [])
    #expect(reading.settlements.map(\.rowsTotalMinor) == [1700, 1700])
  }

  @Test func onlyEmptyFieldsAtTheEndMayBeLeftOut() {
    func cut(_ count: Int) -> String {
      sampleFile().text(line: 3) {
        $0.split(separator: "\t", omittingEmptySubsequences: false).dropLast(count)
          .joined(separator: "\t")
      }
    }
    expectSample(read(cut(1)))
    for count in [9, 10, 15] {
      let reading = read(cut(count))
      #expect(!reading.isProved, "\(count) fields left out")
      #expect(reading.problems.first?.location.line == 3)
    }
  }

  @Test func aLineLongerThanTheHeaderIsRefused() {
    let reading = read(sampleFile().text(line: 5) { $0 + "\tmore" })
    #expect(reading.problemKinds == [.rowError])
    #expect(reading.problems.first?.location.line == 5)
  }

  @Test func aHugeFieldIsReadAndNoted() {
    let long = String(repeating: "P", count: 300_000)
    let reading = read(sampleFile().text(line: 3, "promotion-id", long))
    expectSample(reading, notes: [.oversizeField])
    #expect(reading.notes.first?.location == SourceLocation(line: 3, column: "promotion-id"))
  }

  @Test func aLineOfMoreThanAMebibyteEndsTheReading() {
    let long = String(repeating: "P", count: 3 << 20)
    #expect(read(sampleFile().text(line: 3, "promotion-id", long)).problemKinds == [.rowError])
    let endless = [UInt8](repeating: 65, count: 3 << 20)
    #expect(read(endless).problemKinds == [.rowError])
  }
}
