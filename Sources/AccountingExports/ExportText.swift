import LedgerCore

/// A CSV file by RFC 4180 that may be opened in a spreadsheet.
struct CSVFile {
  private(set) var bytes: [UInt8] = []

  /// `hasMark`: begins with a byte order mark, by which Excel knows UTF-8.
  init(columns: [String], hasMark: Bool = false) {
    if hasMark { bytes = [0xEF, 0xBB, 0xBF] }
    appendPlain(columns)
  }

  /// Cells that begin like a formula are neutralised; amounts go through `appendPlain` cells.
  mutating func append(_ cells: [ExportCell]) {
    appendPlain(
      cells.map { cell in
        switch cell {
        case .text(let text): spreadsheetSafe(oneLine(text))
        case .plain(let text): text
        }
      })
  }

  private mutating func appendPlain(_ cells: [String]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(44) }
      let needsQuotes = cell.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
      bytes +=
        needsQuotes
        ? Array("\"\(replaced(cell, [34: "\"\""]))\"".utf8) : Array(cell.utf8)
    }
    bytes.append(10)
  }
}

/// A value of a CSV file: text from somewhere else, or what Acorn makes itself.
enum ExportCell {
  case text(String)
  case plain(String)

  var string: String {
    switch self {
    case .text(let text), .plain(let text): text
    }
  }
}

/// `03/15/2026` or `15/03/2026`.
func slashed(_ date: CalendarDate, isDayFirst: Bool) -> String {
  let (year, month, day) = date.civil
  let (first, second) = isDayFirst ? (day, month) : (month, day)
  return "\(padded(first, 2))/\(padded(second, 2))/\(padded(year, 4))"
}

/// `20260315`
func compact(_ date: CalendarDate) -> String {
  date.description.replacing("-", with: "")
}

/// Groups lines by what a system can show of them; sums that are zero are left out.
struct GroupedLine {
  let line: AccountingLine
  var minor: Int64
  var ownMinor: Int64
}

/// Sums lines that a system cannot tell apart, in the order of their first.
func grouped(
  _ lines: [(line: AccountingLine, minor: Int64)], by key: (AccountingLine) -> [String]
) -> [GroupedLine] {
  var places: [[ByteString]: Int] = [:]
  var groups: [GroupedLine] = []
  for (line, minor) in lines {
    // Bytes: texts that look alike are different goods.
    let key = (key(line) + [line.text, line.amount.currency.code]).map { ByteString($0) }
    if let place = places[key] {
      groups[place].minor += minor
      groups[place].ownMinor += line.amount.minorUnits
    } else {
      places[key] = groups.count
      groups.append(GroupedLine(line: line, minor: minor, ownMinor: line.amount.minorUnits))
    }
  }
  return groups.filter { $0.minor != 0 || $0.ownMinor != 0 }
}

/// Pieces of at most `limit` lines; a piece of an entry that is cut is balanced by a line of the
/// clearing account, which is empty again after the last one. `role` is that account's.
func pieces(
  _ lines: [GroupedLine], limit: Int, role: String, clearing: (AccountingLine) -> ChartAccount
) -> [[GroupedLine]] {
  guard lines.count > limit, let first = lines.first else { return [lines] }
  var pieces: [[GroupedLine]] = []
  var carried: GroupedLine?
  var rest = lines[...]
  while !rest.isEmpty {
    var piece = carried.map { [$0] } ?? []
    let isLast = rest.count + piece.count <= limit
    let taken = rest.prefix(isLast ? limit - piece.count : limit - piece.count - 1)
    rest = rest.dropFirst(taken.count)
    piece += taken
    let open = piece.reduce(0) { $0 + $1.minor }
    let ownOpen = piece.reduce(0) { $0 + $1.ownMinor }
    if !isLast, open != 0 || ownOpen != 0 {
      let line = AccountingLine(
        account: clearing(first.line), role: role,
        dimensions: first.line.dimensions, reference: first.line.reference,
        amount: Money(minorUnits: -ownOpen, first.line.amount.currency))
      piece.append(GroupedLine(line: line, minor: -open, ownMinor: -ownOpen))
      carried = GroupedLine(line: line, minor: open, ownMinor: ownOpen)
    } else {
      carried = nil
    }
    pieces.append(piece)
  }
  return pieces
}

extension AccountingLine {
  /// `Referral fees, NA1 US, Tableware, OUT-PDX`: what a line is, for people.
  var describing: String {
    let places = [
      "\(dimensions.store) \(named(dimensions.marketplace))", named(dimensions.category),
      named(dimensions.outlet), text,
    ]
    return ([account[.title]] + places).map { ByteString($0).trimmed.text }
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
