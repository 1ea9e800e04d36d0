import LedgerCore

/// How a marketplace's files write dates and decimals; the two are independent of each other.
package struct Dialect: Sendable, CustomStringConvertible {
  package enum DateStyle: Sendable, CaseIterable { case dashed, dotted, slashed, iso }
  package enum Thousands: Sendable { case none, grouped }

  package let dates: DateStyle
  package let decimalMark: String
  package let thousands: Thousands
  /// Yen as `1000.00`.
  package let writesZeros: Bool

  package init(
    _ dates: DateStyle, decimalMark: String = ".", thousands: Thousands = .none,
    writesZeros: Bool = false
  ) {
    self.dates = dates
    self.decimalMark = decimalMark
    self.thousands = thousands
    self.writesZeros = writesZeros
  }

  package static let us = Dialect(.dashed)
  package static let de = Dialect(.dotted, decimalMark: ",")
  package static let deGrouped = Dialect(.dotted, decimalMark: ",", thousands: .grouped)
  package static let au = Dialect(.dotted)
  package static let jp = Dialect(.slashed)
  package static let jpWithZeros = Dialect(.slashed, writesZeros: true)
  package static let iso = Dialect(.iso)

  package var description: String { "\(dates) \(decimalMark) \(thousands) \(writesZeros)" }

  package func amount(_ minorUnits: Int64, digits: Int) -> String {
    var text = decimalText(minorUnits, digits: digits)
    if digits == 0, writesZeros { text += ".00" }
    let parts = text.split(separator: ".")
    var whole = String(parts[0])
    if thousands == .grouped {
      let mark = decimalMark == "," ? "." : ","
      var figures = whole.drop { $0 == "-" }
      var groups: [Substring] = []
      while figures.count > 3 {
        groups.insert(figures.suffix(3), at: 0)
        figures = figures.dropLast(3)
      }
      whole = (minorUnits < 0 ? "-" : "") + ([figures] + groups).joined(separator: mark)
    }
    return parts.count == 1 ? whole : whole + decimalMark + parts[1]
  }

  package func day(_ instant: Instant) -> String {
    let date = instant.day().civil
    let (year, month, day) = (padded(date.year, 4), padded(date.month, 2), padded(date.day, 2))
    return switch dates {
    case .dashed, .iso: "\(year)-\(month)-\(day)"
    case .dotted: "\(day).\(month).\(year)"
    case .slashed: "\(year)/\(month)/\(day)"
    }
  }

  package func time(_ instant: Instant) -> String {
    let clock = instant.description.dropFirst(11).dropLast()
    return dates == .iso ? "\(day(instant))T\(clock)+00:00" : "\(day(instant)) \(clock) UTC"
  }
}
