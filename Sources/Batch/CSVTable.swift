import LedgerCore

/// A CSV file of the user's with a header row, by RFC 4180; LF or CRLF, with or without a BOM, with
/// commas unless another delimiter is named.
///
/// Rows are read one after the other, in place: a row costs no allocation.
struct CSVTable {
  let name: String
  let columns: [String]
  private let firstRow: CSVRow
  private let shape: Shape
  /// How many cells a row must have so that nothing of use is missing.
  private let leastCells: Int

  /// How many cells a row has.
  enum Shape {
    /// As many as the header: a number with a decimal comma, or a row that was cut, must not pass
    /// for something else.
    case ofHeader
    /// Any; what is missing is empty.
    case any
  }

  /// `optional` are the columns that are used where the file has them.
  init(
    _ bytes: [UInt8], name: String, required: [String], optional: [String] = [],
    delimiter: UInt8 = UInt8(ascii: ","), shape: Shape = .ofHeader
  ) throws(BatchError) {
    self.name = name
    self.shape = shape
    var row = CSVRow(
      bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, delimiter: delimiter)
    guard row.next() else {
      throw BatchError("\(name): the file is empty; its first line names the columns")
    }
    let columns = row.cells.indices.map { row.text($0).text }
    guard shape == .any || bytes.contains(10) || !bytes.contains(13) else {
      throw BatchError(
        "\(name): its lines end in carriage returns alone, as on old Macs; save it as CSV UTF-8")
    }
    self.columns = columns
    firstRow = row
    leastCells =
      (required + optional).compactMap { columns.firstIndex(of: $0) }.max().map { $0 + 1 } ?? 0
    let missing = required.filter { !columns.contains($0) }
    guard missing.isEmpty else {
      throw BatchError(
        "\(name):1: the header lacks \(missing.joined(separator: ", ")); add the column")
    }
  }

  /// The place of a column, or −1 when the file has none of that name.
  func place(_ column: String) -> Int { columns.firstIndex(of: column) ?? -1 }

  /// Calls `body` with each row that is not blank.
  func eachRow(_ body: (CSVRow) throws(BatchError) -> Void) throws(BatchError) {
    var row = firstRow
    while row.next() {
      if let line = row.unclosedQuoteLine {
        throw BatchError("\(name):\(line): a quote is not closed; check the quotes of this line")
      }
      guard !row.isBlank else { continue }
      if shape == .ofHeader, let fault = fault(ofShape: row) {
        throw BatchError("\(name):\(row.line): \(fault.what); \(fault.whatToDo)")
      }
      try body(row)
    }
  }

  /// What is wrong with the number of a row's cells.
  ///
  /// A row may end where it says no more that is of use. One that has more than the header has a
  /// cell that a comma has cut into two: what stands behind it stands under the wrong columns.
  func fault(ofShape row: CSVRow) -> (what: String, whatToDo: String)? {
    let count = row.cells.count
    guard count > columns.count || count < leastCells else { return nil }
    let what = "the row has \(count) cells, the header \(columns.count)"
    guard count > columns.count else { return (what, "write all cells, empty ones too") }
    guard let number = row.decimalWithComma else {
      return (what, "put a cell that holds a comma into quotes")
    }
    return (what, "write \(number.replacing(",", with: ".")) for \(number)")
  }

  /// The value of a column in a row, trimmed; empty where the row or the file has none.
  func value(_ column: String, _ row: CSVRow) -> ByteString {
    row.text(place(column))
  }
}

/// A row of a CSV file, which steps from one to the next.
struct CSVRow {
  /// The file; quoted cells are unquoted in place, since that never makes them longer.
  private(set) var bytes: [UInt8]
  /// Where the row's cells are, without their quotes.
  private(set) var cells: [Range<Int>] = []
  /// The line on which the row starts.
  private(set) var line = 0
  private(set) var unclosedQuoteLine: Int?
  private var isBlankSoFar = true
  private var at: Int
  private var nextLine = 1
  private let delimiter: UInt8

  init(_ bytes: [UInt8], from start: Int, delimiter: UInt8 = UInt8(ascii: ",")) {
    self.bytes = bytes
    self.delimiter = delimiter
    at = start
  }

  var isBlank: Bool { isBlankSoFar }

  /// The place of a cell's trimmed text in `bytes`; empty where the row has no such cell.
  func range(_ place: Int) -> Range<Int> {
    guard place >= 0, place < cells.count else { return 0..<0 }
    var (start, end) = (cells[place].lowerBound, cells[place].upperBound)
    let bytes = bytes.span
    while start < end, bytes[start] <= 32 { start += 1 }
    while start < end, bytes[end - 1] <= 32 { end -= 1 }
    return start..<end
  }

  /// A cell's trimmed text.
  func text(_ place: Int) -> ByteString { ByteString(bytes[range(place)]) }

  /// The first number that a decimal comma has cut into two cells, as it was written.
  var decimalWithComma: String? {
    func isNumber(_ place: Int) -> Bool {
      let digits = bytes[range(place)].drop { $0 == UInt8(ascii: "-") }
      return !digits.isEmpty && digits.allSatisfy { (48...57).contains($0) }
    }
    let place = cells.indices.dropLast().first {
      isNumber($0) && isNumber($0 + 1) && bytes[range($0 + 1).lowerBound] != UInt8(ascii: "-")
    }
    return place.map { "\(text($0)),\(text($0 + 1))" }
  }

  /// Whether a cell's trimmed text is this one.
  func holds(_ place: Int, _ text: ByteString) -> Bool {
    let range = range(place)
    let (cell, text) = (bytes.span, text.bytes.span)
    guard range.count == text.count else { return false }
    for at in text.indices where cell[range.lowerBound + at] != text[at] { return false }
    return true
  }

  /// Steps to the next row; false at the end of the file.
  mutating func next() -> Bool {
    guard at < bytes.count else { return false }
    cells.removeAll(keepingCapacity: true)
    isBlankSoFar = true
    line = nextLine
    repeat { field() } while endedWithDelimiter()
    nextLine += 1
    return true
  }

  /// Steps over what ends a field; true for a delimiter.
  private mutating func endedWithDelimiter() -> Bool {
    guard at < bytes.count else { return false }
    at += 1
    return bytes[at - 1] == delimiter
  }

  /// Adds the field at the place to the row; leaves the place at what ends it.
  private mutating func field() {
    var start = at
    var end = at
    if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
      isBlankSoFar = false
      unquote(&end)
    }
    let rest = at
    at = CSVRow.end(ofFieldAt: at, in: bytes.span, delimiter)
    let isLast = at == bytes.count || bytes[at] == 10
    let restEnd = isLast && at > rest && bytes[at - 1] == 13 ? at - 1 : at
    if end == start {
      (start, end) = (rest, restEnd)
    } else {
      for place in rest..<restEnd { put(bytes[place], &end) }
    }
    if start < end { isBlankSoFar = false }
    cells.append(start..<end)
  }

  /// The place of the next delimiter or line feed, looking at eight bytes at a time.
  private static func end(
    ofFieldAt start: Int, in bytes: Span<UInt8>, _ delimiter: UInt8
  ) -> Int {
    var at = start
    let delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101
    while at + 8 <= bytes.count {
      let word = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
      let hits = zeroBytes(word ^ delimiters) | zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A)
      if hits != 0 { return at + hits.trailingZeroBitCount / 8 }
      at += 8
    }
    while at < bytes.count, bytes[at] != delimiter, bytes[at] != 10 { at += 1 }
    return at
  }

  /// The high bit of each byte that is zero; what lies above the lowest of them is not reliable.
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// Moves a quoted field's text to where its first quote stands; doubled quotes become one.
  private mutating func unquote(_ end: inout Int) {
    let firstLine = nextLine
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == 34 {
        guard at < bytes.count, bytes[at] == 34 else { return }
        at += 1
      }
      if byte == 10 { nextLine += 1 }
      put(byte, &end)
    }
    unclosedQuoteLine = firstLine
  }

  private mutating func put(_ byte: UInt8, _ end: inout Int) {
    bytes[end] = byte
    end += 1
  }
}
