import FlatFile
import LedgerCore
import TestSupport
import Testing

/// A shop whose catalog knows the awkward SKUs.
private var shop: Shop {
  var shop = Shop()
  for sku in ["SCHÜSSEL-Ø20", "能登塗-椀S"] {
    shop.catalog.add(
      CatalogEntry(
        category: "Bowls", unitCost: nil, effectiveFrom: CalendarDate(dayNumber: 0)),
      sku: ByteString(sku))
  }
  return shop
}

private func file(_ sku: String, _ currency: String) -> SettlementFile {
  var file = sampleFile(currency: currency)
  file.settlements[0].rows[2].sku = sku
  return file
}

@Suite struct EncodingTests {
  @Test(arguments: [("SCHÜSSEL-Ø20", "EUR", TextEncoding.windows1252), ("能登塗-椀S", "JPY", .cp932)])
  func aSKUIsFoundInTheCatalogWhateverItsEncoding(
    sku: String, currency: String, legacy: TextEncoding
  ) throws {
    let text = file(sku, currency).text
    for (bytes, encoding) in [
      (Array(text.utf8), TextEncoding.utf8), ([0xEF, 0xBB, 0xBF] + Array(text.utf8), .utf8),
      (legacyBytes(text), legacy),
    ] {
      let reading = shop.read(bytes)
      expectSample(reading)
      #expect(reading.encoding == encoding)
      #expect(reading.settlements.first?.sumsByCategory["Bowls"] == 750)
    }
  }

  @Test func aBackslashAsSecondByteIsPartOfItsCharacter() {
    #expect(legacyBytes("能").last == UInt8(ascii: "\\"))
    #expect(shop.read(legacyBytes(file("能登塗-椀S", "JPY").text)).notes == [])
  }

  @Test func composedAndDecomposedSKUsHaveCategoriesOfTheirOwn() {
    let reading = shop.read(file("SCHU\u{308}SSEL-Ø20", "EUR").text)
    #expect(reading.settlements.first?.sumsByCategory["Bowls"] == nil)
    #expect(reading.settlements.first?.sumsByCategory[Dimensions.uncatalogued] == 1812)
  }

  @Test func bytesThatAreNoCharacterAreNotedWithTheirLine() throws {
    var bytes: [UInt8] = []
    for (index, line) in sampleFile().lines.enumerated() {
      bytes += Array(line.utf8) + (index == 3 ? [0x81, 0xFF, 0x0A] : [0x0A])
    }
    let reading = read(bytes)
    expectSample(reading, notes: [.encoding])
    #expect(reading.notes.first?.location.line == 4)
  }

  /// What does not matter where the rows make the total may be what is wrong where they do not.
  @Test func aRefusedFileIsNotToldThatItsAmountsAreUnaffected() throws {
    var file = sampleFile()
    file.settlements[0].statedTotalMinor = file.settlements[0].rowsTotalMinor + 1
    var bytes: [UInt8] = []
    for (index, line) in file.lines.enumerated() {
      bytes += Array(line.utf8) + (index == 3 ? [0x81, 0xFF, 0x0A] : [0x0A])
    }
    let reading = read(bytes)
    #expect(reading.problemKinds == [.footingMismatch])
    #expect(reading.notes == [])
  }

  @Test func undecodableSKUsStayApart() throws {
    var file = sampleFile()
    file.settlements[0].rows[0].sku = "MUG-#"
    file.settlements[0].rows[2].sku = "MUG-%"
    let text = Array(file.text.utf8).map {
      $0 == UInt8(ascii: "#") ? 0x81 : $0 == UInt8(ascii: "%") ? 0x8D : $0
    }
    var shop = Shop()
    shop.catalog.add(
      CatalogEntry(category: "X", unitCost: nil, effectiveFrom: CalendarDate(dayNumber: 0)),
      sku: "MUG-\\x81")
    #expect(shop.read(text).settlements.first?.sumsByCategory["X"] == 1250)
  }

  @Test func encodingIsDecidedByTheWholeFile() throws {
    // The first window looks like UTF-8, all others are windows-1252.
    var file = sampleFile(currency: "EUR")
    let template = file.settlements[0].rows[2]
    for index in 0..<60 {
      var row = template
      row.amountMinor = 0
      row.sku = index == 0 ? "Ã¼" : "SCHÜSSEL-Ø20"
      file.settlements[0].rows.append(row)
    }
    let reading = shop.read(legacyBytes(file.text), windowBytes: 2048)
    #expect(reading.encoding == .windows1252)
    #expect(reading.problems == [])
    let known = try #require(reading.settlements.first)
    #expect(known.dimensions.contains { $0.category == "Bowls" })
  }
}
