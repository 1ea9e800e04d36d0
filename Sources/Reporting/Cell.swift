import LedgerCore

/// One value of a report.
package enum Cell: Sendable, Equatable {
  /// Text that may come from a file: neutralised in CSV.
  case text(String)
  case integer(Int64)
  /// Minor units and the currency's decimals; a string in JSON, since no binary float is exact.
  case amount(Int64, digits: Int)
  /// Text that Acorn makes itself, such as states and sums: not neutralised.
  case plain(String)
  case day(CalendarDate)
  case empty

  package static func money(_ money: Money) -> Cell {
    .amount(money.minorUnits, digits: money.currency.minorDigits)
  }
}

/// What a report is called and how its columns are named; both are a contract.
package struct ReportHeader: Sendable, Equatable {
  package let name: String
  package let columns: [String]
  package let currencyNote: String
  /// What the rows do not say and why; JSON has it, CSV has no place for it.
  package let notes: [String]

  package init(
    name: String, columns: [String],
    currencyNote: String = "amounts are in the row's currency, in major units, exact",
    notes: [String] = []
  ) {
    self.name = name
    self.columns = columns
    self.currencyNote = currencyNote
    self.notes = notes
  }
}

/// The formats of reports.
package enum ReportFormat: String, Sendable, CaseIterable { case csv, json }

/// Turns rows into a report's bytes, one after the other.
package struct ReportRenderer {
  private let header: ReportHeader
  private let format: ReportFormat
  /// Of JSON: what stands before each cell of a row.
  private let openings: [[UInt8]]
  private var rows = 0
  /// What was rendered and not taken yet.
  private var bytes = TextBuffer()
  private var takenBytes = 0

  /// `asKnownOn` is the instant that was asked for, or nil for all that the archive holds.
  package init(_ header: ReportHeader, format: ReportFormat, asKnownOn: Instant?) {
    self.header = header
    self.format = format
    openings = format == .json ? JSONText.openings(header.columns) : []
    switch format {
    case .csv:
      CSVText.append(row: header.columns.map(Cell.text), to: &bytes)
    case .json:
      let known = asKnownOn.map { "\"\($0)\"" } ?? "null"
      bytes.append("{\"report\":")
      JSONText.append(header.name, to: &bytes)
      bytes.append(",\"version\":1,\"as_known_on\":\(known),\"currency_note\":")
      JSONText.append(header.currencyNote, to: &bytes)
      if !header.notes.isEmpty {
        bytes.append(",\"notes\":")
        bytes.append(JSONDocument.array(header.notes.map { .text($0) }).bytes)
      }
      bytes.append(",\"rows\":[")
    }
  }

  package mutating func append(_ row: [Cell]) {
    precondition(row.count == header.columns.count, "\(header.name): a cell for each column")
    separate()
    switch format {
    case .csv: CSVText.append(row: row, to: &bytes)
    case .json: JSONText.append(object: row, openings: openings, to: &bytes)
    }
    rows += 1
  }

  /// Adds rows as they were rendered before in this format: `size` bytes that `fill` reads into the
  /// room for them. Where it cannot, nothing is added.
  package mutating func append(
    rendered size: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Bool
  ) -> Bool {
    guard size > 0 else { return true }
    let before = mark
    separate()
    var isFilled = false
    bytes.write(atMost: size) { room in
      isFilled = fill(
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[..<size]))
      return size
    }
    if isFilled { rows += 1 } else { goBack(to: before) }
    return isFilled
  }

  /// A place to go back to, as long as nothing is taken.
  package struct Mark {
    fileprivate let rows, count: Int
  }
  package var mark: Mark { Mark(rows: rows, count: bytes.count) }

  /// Takes back what was rendered since.
  package mutating func goBack(to mark: Mark) {
    rows = mark.rows
    bytes.removeAll(from: mark.count)
  }

  /// What stands before the next row.
  private mutating func separate() {
    guard format == .json else { return }
    if rows > 0 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(10)
  }

  /// Where the next row will begin.
  package var nextRow: Int { byteCount + (format == .csv ? 0 : rows == 0 ? 1 : 2) }

  /// All bytes that were rendered so far.
  package var byteCount: Int { takenBytes + bytes.count }

  /// What was rendered from a place on and is not taken yet.
  package func rendered(from place: Int) -> ArraySlice<UInt8> {
    bytes.bytes(from: place - takenBytes)
  }

  package mutating func finish() {
    if format == .json { bytes.append((rows == 0 ? "]}\n" : "\n]}\n")) }
  }

  /// Hands out what was rendered since the last call.
  package mutating func take() -> [UInt8] {
    takenBytes += bytes.count
    return bytes.take()
  }

  package var pendingBytes: Int { bytes.count }
}
