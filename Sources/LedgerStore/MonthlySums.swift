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
    package fileprivate(set) var sums: ArraySlice<Sum> = []
  }

  /// In the order of their texts.
  package fileprivate(set) var places: [Place] = []
  package fileprivate(set) var versions: [Version] = []
}

extension Ledger {
  package func monthlySums() throws(StoreError) -> MonthlySums {
    var result = MonthlySums()
    let places = try readPlaces(into: &result)
    let components = try componentsByAccount()
    var versions: [Int64: Int] = [:]
    let inForce = try Statement(
      """
      SELECT version_id, store, currency, cost_currency FROM settlement_version
      WHERE is_current = 1 ORDER BY version_id
      """, on: database)
    while try inForce.step() {
      versions[inForce.integer(0)] = result.versions.count
      result.versions.append(
        MonthlySums.Version(
          id: inForce.integer(0), store: inForce.text(1), currency: try currency(inForce.text(2)),
          costCurrency: inForce.optionalText(3).flatMap { Currency($0) }))
    }
    let select = try Statement(
      """
      SELECT version_id, month, dimension_id, account_id, amount_minor, units, units_without_cost,
        cost_minor
      FROM version_month ORDER BY version_id, month, dimension_id, account_id
      """, on: database)
    var sums: [MonthlySums.Sum] = []
    var starts = [Int](repeating: 0, count: result.versions.count + 1)
    while try select.step() {
      guard let version = versions[select.integer(0)], let place = places[select.integer(2)],
        let component = components[select.integer(3)]
      else { continue }
      sums.append(
        MonthlySums.Sum(
          month: CalendarMonth(number: Int32(select.integer(1))), place: place,
          component: component, amountMinor: -select.integer(4), units: select.integer(5),
          unitsWithoutCost: select.integer(6), costMinor: select.integer(7)))
      starts[version + 1] = sums.count
    }
    for version in result.versions.indices {
      starts[version + 1] = max(starts[version], starts[version + 1])
      result.versions[version].sums = sums[starts[version]..<starts[version + 1]]
    }
    return result
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
