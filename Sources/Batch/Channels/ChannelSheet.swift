import LedgerCore
import LedgerStore

/// An export with its layout: typed values of its rows, and the problems found in them.
///
/// A document with a problem counts nowhere; all its problems are told, each with line and column.
final class ChannelSheet {
  private static let mostProblems = 20

  let table: CSVTable
  let layout: ChannelLayout
  private let places: [ChannelField: Int]
  private let readPlaces: [Int]
  private(set) var problems: [DocumentFinding] = []
  private(set) var problemCount = 0
  /// What is told of rows that count all the same.
  private(set) var notes: [DocumentFinding] = []
  private(set) var days: ClosedRange<CalendarDate>?
  private(set) var rows = 0

  init(_ bytes: [UInt8], name: String, layout: ChannelLayout) throws(BatchError) {
    table = try CSVTable(
      bytes, name: name, required: [], delimiter: layout.delimiter, shape: .any)
    self.layout = layout
    var places: [ChannelField: Int] = [:]
    for (field, column) in layout.columns {
      let place = table.place(column)
      if place >= 0 { places[field] = place }
    }
    self.places = places
    readPlaces = places.values.sorted()
    let missing = layout.required.filter { table.place($0) < 0 }
    if !missing.isEmpty {
      add(
        .schemaError, line: 1, column: missing[0],
        "the header lacks \(missing.joined(separator: ", "))",
        "export it again with all columns, or describe its columns in acorn.toml")
    }
  }

  var isSound: Bool { problemCount == 0 }

  func eachRow(_ body: (CSVRow) throws(BatchError) -> Void) throws(BatchError) {
    guard isSound else { return }
    try table.eachRow { row throws(BatchError) in
      rows += 1
      guard row.cells.count == table.columns.count else {
        let line = row.line
        add(
          .rowError, line: line, column: nil,
          "the row has \(row.cells.count) cells, the header \(table.columns.count)",
          "check the quotes and the end of this line, or export it again")
        return
      }
      try body(row)
    }
  }

  // MARK: - Cells

  func has(_ field: ChannelField) -> Bool { places[field] != nil }

  func text(_ field: ChannelField, _ row: CSVRow) -> ByteString { row.text(places[field] ?? -1) }

  func isEmpty(_ field: ChannelField, _ row: CSVRow) -> Bool {
    row.range(places[field] ?? -1).isEmpty
  }

  /// The cells of a row that the layout reads.
  func readTexts(_ row: CSVRow) -> [String] { readPlaces.map { row.text($0).text } }

  /// Text that must be there.
  func needed(_ field: ChannelField, _ row: CSVRow) -> ByteString {
    let text = text(field, row)
    if text.isEmpty { add(field, row, "it is empty") }
    return text
  }

  /// Minor units of a currency; 0 for an empty cell.
  func amount(_ field: ChannelField, _ row: CSVRow, _ currency: Currency) -> Int64 {
    guard !isEmpty(field, row) else { return 0 }
    let text = text(field, row)
    let decimal = ChannelNumber.decimal(text, decimalComma: layout.decimalComma)
    guard let units = decimal?.minorUnits(digits: currency.minorDigits),
      units.magnitude <= mostUnits
    else {
      add(field, row, "'\(text)' is no amount of \(currency)")
      return 0
    }
    return units
  }

  /// An amount that must be there.
  func neededAmount(_ field: ChannelField, _ row: CSVRow, _ currency: Currency) -> Int64 {
    guard !isEmpty(field, row) else {
      add(field, row, "it is empty")
      return 0
    }
    return amount(field, row, currency)
  }

  /// Thousandths; 1,000 where the export has no quantities.
  func quantityMilli(_ row: CSVRow) -> Int64 {
    guard has(.quantity), !isEmpty(.quantity, row) else { return 1000 }
    let text = text(.quantity, row)
    let decimal = ChannelNumber.decimal(text, decimalComma: layout.decimalComma)
    guard let milli = decimal?.minorUnits(digits: 3), milli.magnitude <= 1_000_000_000_000 else {
      add(.quantity, row, "'\(text)' is no quantity")
      return 0
    }
    return milli
  }

  /// A unit price times a quantity, in minor units; the price may have more digits than the currency.
  func extended(_ quantityMilli: Int64, _ row: CSVRow, _ currency: Currency) -> Int64 {
    let text = text(.unitPrice, row)
    guard let price = ChannelNumber.decimal(text, decimalComma: layout.decimalComma) else {
      add(.unitPrice, row, "'\(text)' is no price")
      return 0
    }
    let shift = 3 + price.decimals - currency.minorDigits
    let divisor = (0..<max(0, shift)).reduce(Int64(1)) { product, _ in product * 10 }
    let factor = (0..<max(0, -shift)).reduce(quantityMilli) { product, _ in product &* 10 }
    guard let units = scaled(price.units, by: factor, over: divisor), units.magnitude <= mostUnits
    else {
      add(.unitPrice, row, "'\(text)' times the quantity is too large")
      return 0
    }
    return units
  }

  /// Ten million millions of a currency with two digits: sums of a document stay in 64 bits.
  private let mostUnits: UInt64 = 1_000_000_000_000_000

  func day(_ field: ChannelField, _ row: CSVRow) -> CalendarDate? {
    guard !isEmpty(field, row) else { return nil }
    let text = text(field, row)
    guard let day = ChannelNumber.day(text, layout.dates) else {
      add(field, row, "'\(text)' is no day written as \(layout.dates.rawValue)")
      return nil
    }
    days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
    return day
  }

  /// A day that must be there.
  func neededDay(_ field: ChannelField, _ row: CSVRow) -> CalendarDate {
    if let day = day(field, row) { return day }
    if isEmpty(field, row) { add(field, row, "it is empty") }
    return CalendarDate(dayNumber: 0)
  }

  func currency(_ row: CSVRow, or usual: Currency? = nil) -> Currency? {
    let text = text(.currency, row)
    if text.isEmpty, let currency = layout.currency ?? usual { return currency }
    guard let currency = Currency(text.bytes) else {
      add(.currency, row, "'\(text)' is no currency code such as EUR")
      return nil
    }
    return currency
  }

  // MARK: - Problems

  func add(
    _ field: ChannelField, _ row: CSVRow, _ what: String,
    _ whatToDo: String =
      "correct the line or export the document again; nothing of it counts until then"
  ) {
    add(
      .rowError, line: row.line, column: layout.columns[field] ?? field.rawValue, what, whatToDo)
  }

  /// Tells of a row that counts as it is stated.
  func note(
    _ kind: FindingKind, _ row: Int, _ column: String?, _ amount: Money?, _ what: String,
    _ whatToDo: String
  ) {
    notes.append(
      DocumentFinding(
        kind: kind, severity: kind.severity, line: row, column: column, settlementID: nil,
        amount: amount, what: what, whatToDo: whatToDo))
  }

  func add(
    _ kind: FindingKind, line: Int?, column: String?, _ what: String, _ whatToDo: String
  ) {
    problemCount += 1
    guard problems.count < ChannelSheet.mostProblems else { return }
    problems.append(
      DocumentFinding(
        kind: kind, severity: .error, line: line, column: column, settlementID: nil, amount: nil,
        what: what, whatToDo: whatToDo))
  }
}
