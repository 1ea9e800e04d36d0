/// What the slow reader below makes of one settlement.
package struct ReferenceSettlement: Equatable, Sendable {
  package var statedTotal: Int64
  package var sum: Int64 = 0
  package var rows = 0
  /// By `type|amount type|description|posted day`.
  package var sums: [String: Int64] = [:]
  package var units = 0
}

/// A second reader of V2 settlement files, written to be obviously right: it shares no code with
/// Acorn's own, splits strings, and reads each cell by itself. Property tests compare the two.
///
/// `1.234` of a currency with cents is 1,234 where `groupsByThousand`, else it has a spare digit.
///
/// - Returns: the settlements by id, or nil where a cell cannot be read.
package func referenceReading(
  of bytes: [UInt8], groupsByThousand: Bool = true
) -> [String: ReferenceSettlement]? {
  let withoutMark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  // Every byte becomes one scalar: amounts, dates and labels are ASCII in every encoding.
  let text = String(String.UnicodeScalarView(withoutMark.map { UnicodeScalar($0) }))
  var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(trimmed) }
  lines.removeAll { $0.allSatisfy(\.isEmpty) }
  guard var header = lines.first?.map({ $0.lowercased() }) else { return nil }
  var settlements: [String: ReferenceSettlement] = [:]
  var digits: [String: Int] = [:]
  for line in lines.dropFirst() {
    if line.contains(where: { $0.lowercased() == "settlement-id" }) {
      header = line.map { $0.lowercased() }
      continue
    }
    guard line.count <= header.count else { return nil }
    func amount(_ text: String, digits: Int) -> Int64? {
      minorUnits(text, digits: digits, groupsByThousand: groupsByThousand)
    }
    func cell(_ name: String) -> String {
      header.firstIndex(of: name).map { $0 < line.count ? line[$0] : "" } ?? ""
    }
    let id = cell("settlement-id")
    if settlements[id] == nil {
      digits[id] = ["JPY": 0, "KWD": 3][cell("currency")] ?? 2
      guard let total = amount(cell("total-amount"), digits: digits[id] ?? 2) else { return nil }
      settlements[id] = ReferenceSettlement(statedTotal: total)
      if cell("transaction-type").isEmpty { continue }
    }
    guard let value = amount(cell("amount"), digits: digits[id] ?? 2) else { return nil }
    let key = [
      cell("transaction-type"), cell("amount-type"), cell("amount-description"),
      day(cell("posted-date-time").isEmpty ? cell("posted-date") : cell("posted-date-time")),
    ].joined(separator: "|")
    settlements[id]?.sum += value
    settlements[id]?.rows += 1
    settlements[id]?.sums[key, default: 0] += value
    let isSale = key.lowercased().hasPrefix("order|itemprice|principal|")
    if isSale, !cell("marketplace-name").isEmpty {
      settlements[id]?.units += Int(cell("quantity-purchased")) ?? 0
    }
  }
  return settlements
}

private func trimmed(_ cell: Substring.UnicodeScalarView) -> String {
  var cell = cell
  while let first = cell.first, first.value <= 32 { cell.removeFirst() }
  while let last = cell.last, last.value <= 32 { cell.removeLast() }
  return String(cell)
}

/// Minor units of decimal text: the last mark is the decimal one unless it groups thousands.
private func minorUnits(_ text: String, digits: Int, groupsByThousand: Bool) -> Int64? {
  var figures = text
  let isNegative = figures.hasPrefix("-")
  if isNegative || figures.hasPrefix("+") { figures.removeFirst() }
  let parts = figures.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
  let marks = figures.filter { $0 == "." || $0 == "," }
  guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }) else {
    return nil
  }
  let groupsOnly =
    parts.count > 1 && Set(marks).count == 1 && parts.last?.count == 3
    && (parts.count > 2 || groupsByThousand)
  var whole = groupsOnly ? parts.joined() : parts.dropLast().joined()
  var fraction = groupsOnly ? "" : String(parts.last ?? "")
  if parts.count == 1 { (whole, fraction) = (figures, "") }
  while fraction.count > digits, fraction.hasSuffix("0") { fraction.removeLast() }
  guard fraction.count <= digits else { return nil }
  fraction += String(repeating: "0", count: digits - fraction.count)
  return Int64(whole + fraction).map { isNegative ? -$0 : $0 }
}

/// The calendar day of a date cell as `2026-03-14`.
private func day(_ text: String) -> String {
  let date = text.prefix { $0 != " " && $0 != "T" }
  let parts = date.split { $0 == "-" || $0 == "." || $0 == "/" }.map(String.init)
  return (parts[0].count == 4 ? parts : parts.reversed()).joined(separator: "-")
}
