import LedgerCore

/// A made-up file with everything that real ones have shown, in a random mixture.
package struct ArbitraryFile: Sendable {
  package let file: SettlementFile
  package let bytes: [UInt8]
  package let repeatedHeaders: Int

  /// SKUs beyond ASCII, by currency, with their category in `arbitraryCatalog`.
  package static let awkwardSKUs = ["EUR": "SCHÜSSEL-Ø20", "JPY": "能登塗-椀S"]

  package init(using random: inout SplitMix64) {
    let (currency, dialects): (String, [Dialect]) = random.pick([
      ("USD", [.us]), ("EUR", [.de, .deGrouped, .us]), ("AUD", [.au]), ("CAD", [.iso, .us]),
      ("JPY", [.jp, .jpWithZeros]),
    ])
    var file = SettlementFile([], random.pick(dialects))
    for index in 0..<Int.random(in: 1...2, using: &random) {
      file.settlements.append(
        ArbitraryFile.settlement("9010000000\(index)", currency, using: &random))
    }
    if random.once(in: 3) { file.columns.removeLast() }
    if random.once(in: 4) { file.columns.append("parcel-class") }
    if random.once(in: 2), currency != "JPY" { file.columns.shuffle(using: &random) }
    if random.once(in: 4) { file.lineEnd = "\r\n" }
    var lines = ArbitraryFile.lines(of: file, using: &random)
    repeatedHeaders = ArbitraryFile.scatter(
      random.once(in: 3) ? Int.random(in: 1...3, using: &random) : 0, file.header, in: &lines,
      using: &random)
    if random.once(in: 2) {
      _ = ArbitraryFile.scatter(2, "", in: &lines, using: &random)
    }
    let isUnicode = random.once(in: 2)
    var bytes = lines.flatMap { line in
      (isUnicode ? Array(line.utf8) : legacyBytes(line)) + Array(file.lineEnd.utf8)
    }
    if random.once(in: 3) { bytes.removeLast(file.lineEnd.utf8.count) }
    if isUnicode, random.once(in: 2) { bytes = [0xEF, 0xBB, 0xBF] + bytes }
    self.file = file
    self.bytes = bytes
  }

  private static func settlement(
    _ id: String, _ currency: String, using random: inout SplitMix64
  ) -> MadeSettlement {
    var settlement = MadeSettlement(
      id, currency, "2026-02-27T22:07:18Z", "2026-03-13T22:07:19Z")
    let labels = [
      ("Order", "ItemPrice", "Principal"), ("Order", "ItemPrice", "Shipping"),
      ("Order", "ItemFees", "Commission"), ("Refund", "ItemPrice", "Principal"),
      ("other-transaction", "other-transaction", "Storage Fee"), ("Order", "Nobody", "Knows"),
    ]
    let skus = ["MUG-1", "PLATE-10\"-SLATE", "=TEA", awkwardSKUs[currency] ?? "LAMP-1"]
    let span = settlement.start.seconds...settlement.end.seconds
    for _ in 0..<Int.random(in: 1...60, using: &random) {
      let posted = Instant(seconds: Int64.random(in: span, using: &random))
      let size = random.pick([Int64(5), 3000, 400_000, 90_000_000_000])
      var row = MadeRow(Int64.random(in: -size...size, using: &random), posted)
      let label = random.pick(labels)
      row = row.labelled(label.0, label.1, label.2)
      row.sku = random.pick(skus)
      row.orderID = "111-\(Int.random(in: 1...4, using: &random))"
      row.marketplace = random.pick(["Amazon.com", "Amazon.de", ""])
      if label.0 == "Order" { row.quantity = "\(Int.random(in: 0...9, using: &random))" }
      settlement.rows += Array(repeating: row, count: random.once(in: 10) ? 2 : 1)
    }
    return settlement
  }

  /// The file's lines, its settlements one after the other or interleaved, some cut or padded.
  private static func lines(of file: SettlementFile, using random: inout SplitMix64) -> [String] {
    var parts = file.settlements.map { settlement in
      [file.summaryCells(settlement)] + settlement.rows.map { file.cells($0, of: settlement) }
    }
    let interleaves = random.once(in: 2)
    var lines = [file.header]
    while !parts.isEmpty {
      let place = interleaves ? Int.random(in: parts.indices, using: &random) : 0
      var cells = parts[place].removeFirst()
      if parts[place].isEmpty { parts.remove(at: place) }
      if random.once(in: 8) { cells["amount"]?.append("    ") }
      var line = file.line(cells)
      let isSummary = cells["total-amount"] != nil
      if random.once(in: 8), !isSummary { while line.utf8.last == 9 { line.removeLast() } }
      lines.append(line)
    }
    return lines
  }

  /// Puts a line at several places behind the header; returns at how many.
  private static func scatter(
    _ count: Int, _ line: String, in lines: inout [String], using random: inout SplitMix64
  ) -> Int {
    for _ in 0..<count {
      lines.insert(line, at: Int.random(in: 1...lines.count, using: &random))
    }
    return count
  }
}

/// Text in windows-1252 or, for Japanese characters, in CP932; only what the tests write.
package func legacyBytes(_ text: String) -> [UInt8] {
  let kanji: [Unicode.Scalar: [UInt8]] = [
    "能": [0x94, 0x5C], "登": [0x93, 0x6F], "塗": [0x93, 0x68], "椀": [0x98, 0x6F],
  ]
  return text.unicodeScalars.flatMap { scalar -> [UInt8] in
    if let pair = kanji[scalar] { return pair }
    precondition(scalar.value < 256, "\(scalar) is not among the tests' characters")
    return [UInt8(scalar.value)]
  }
}
