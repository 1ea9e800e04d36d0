import LedgerCore

/// The rows of all settlements in force, summed by version, local month, place and component.
package struct MonthlySums: Sendable {
  /// What the rows of a place have in common.
  package struct Place: Sendable {
    package let marketplace, category, outlet: ByteString
  }

  /// Amounts are minor units, what is good for the seller is positive; `place` is one of `places`.
  package struct Sum: Sendable {
    package let month: CalendarMonth
    package let place: Int
    package let component: Component
    package let amountMinor, units, unitsWithoutCost, costMinor: Int64
  }

  /// A version in force and its sums, by month and place.
  package struct Version: Sendable {
    package let id: Int64
    package let store: String
    package let currency: Currency
    package let costCurrency: Currency?
    package let sums: [Sum]
  }

  /// In the order of their texts.
  package fileprivate(set) var places: [Place] = []
  package fileprivate(set) var versions: [Version] = []
}

extension Ledger {
  /// Throws where what is kept of a version is damaged.
  package func monthlySums() throws(StoreError) -> MonthlySums {
    var result = MonthlySums()
    let places = try readPlaces(into: &result)
    let components = try componentsByAccount()
    let select = try Statement(
      """
      SELECT version_id, store, currency, cost_currency, sums
      FROM settlement_version LEFT JOIN version_month USING (version_id)
      WHERE is_current = 1 ORDER BY version_id
      """, on: database)
    while try select.step() {
      guard let sums = sums(of: select.bytes(4), places, components) else {
        throw StoreError(
          .damaged(
            "the sums of version \(select.integer(0)) are damaged, and the archive has all of "
              + "them: run acorn rebuild"), at: database.path)
      }
      result.versions.append(
        MonthlySums.Version(
          id: select.integer(0), store: select.text(1), currency: try currency(select.text(2)),
          costCurrency: select.optionalText(3).flatMap { Currency($0) }, sums: sums))
    }
    return result
  }

  /// What `version_month` says of a version; nil where it is not as migration 024 has it.
  private func sums(
    of text: [UInt8], _ places: [Int64: Int], _ components: [Int64: Component]
  ) -> [MonthlySums.Sum]? {
    var numbers = Numbers(text)
    var sums: [MonthlySums.Sum] = []
    while !numbers.isAtEnd {
      guard let month = numbers.next().flatMap({ Int32(exactly: $0) }),
        let place = numbers.next().flatMap({ places[$0] }),
        let component = numbers.next().flatMap({ components[$0] }),
        let amount = numbers.next(), let units = numbers.next(),
        let unitsWithoutCost = numbers.next(), let cost = numbers.next()
      else { return nil }
      sums.append(
        MonthlySums.Sum(
          month: CalendarMonth(number: month), place: place, component: component,
          amountMinor: 0 &- amount, units: units, unitsWithoutCost: unitsWithoutCost,
          costMinor: cost))
    }
    return sums
  }

  /// The places of `dimension` by their ids.
  private func readPlaces(into sums: inout MonthlySums) throws(StoreError) -> [Int64: Int] {
    let select = try Statement(
      """
      SELECT dimension_id, marketplace, category, outlet FROM dimension
      ORDER BY marketplace, category, outlet
      """, on: database)
    var places: [Int64: Int] = [:]
    while try select.step() {
      places[select.integer(0)] = sums.places.count
      sums.places.append(
        MonthlySums.Place(
          marketplace: ByteString(select.bytes(1)), category: ByteString(select.bytes(2)),
          outlet: ByteString(select.bytes(3))))
    }
    return places
  }
}

/// The whole numbers of a text, a space apart.
private struct Numbers {
  private let text: [UInt8]
  private var place = 0

  init(_ text: [UInt8]) { self.text = text }

  var isAtEnd: Bool { place >= text.count }

  /// Nil at the end, and where there is none; what no 64 bits hold comes as another number.
  mutating func next() -> Int64? {
    let isNegative = !isAtEnd && text[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let first = place
    var number: Int64 = 0
    while place < text.count, text[place] != UInt8(ascii: " ") {
      let digit = text[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number &* 10 &+ Int64(digit)
      place += 1
    }
    guard place > first else { return nil }
    place += 1
    return isNegative ? 0 &- number : number
  }
}
