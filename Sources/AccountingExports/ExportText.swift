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
        ? Array("\"\(cell.replacing("\"", with: "\"\""))\"".utf8) : Array(cell.utf8)
    }
    bytes.append(10)
  }
}

/// A value of a CSV file: text from somewhere else, or what Acorn makes itself.
enum ExportCell {
  case text(String)
  case plain(String)
}

/// Text without control characters.
func oneLine(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
    return text
  }
  return String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
}

/// At most so many characters (not bytes).
func cut(_ text: String, _ characters: Int) -> String { String(text.prefix(characters)) }

/// An id in at most `limit` characters that a system allows.
///
/// One that is too long, or has other characters, keeps its beginning and gets a digest of the
/// whole, so that two ids stay two.
func shortID(
  _ id: String, limit: Int, allows: (UInt8) -> Bool = { (33...126).contains($0) }
) -> String {
  if id.utf8.count <= limit, id.utf8.allSatisfy(allows) { return id }
  // FNV-1a, 64 bits. Source: draft-eastlake-fnv.
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  let digits = String(hash % 2_821_109_907_456, radix: 36, uppercase: true)
  let digest = String(repeating: "0", count: 8 - digits.utf8.count) + digits
  let kept = id.utf8.map { allows($0) ? $0 : 45 }.prefix(limit - 9)
  return String(decoding: kept, as: UTF8.self) + "-" + digest
}

/// A dimension's value, or nothing where there is none.
func named(_ value: ByteString) -> String {
  value == "(none)" || value == "(unassigned)" ? "" : value.text
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
  var places: [[String]: Int] = [:]
  var groups: [GroupedLine] = []
  for (line, minor) in lines {
    let key = key(line) + [line.text, line.amount.currency.code]
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
