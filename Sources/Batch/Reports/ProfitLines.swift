import LedgerCore
import LedgerStore

/// What a line of profit stands for.
struct ProfitKey: Hashable, Comparable {
  var store, category, outlet: ByteString
  /// Nil where lines of several months were put together.
  var month: CalendarMonth?
  let currency: Currency

  static let columns = ["store", "category", "outlet", "month", "currency"]

  static func < (lhs: ProfitKey, rhs: ProfitKey) -> Bool {
    if lhs.store != rhs.store { return lhs.store < rhs.store }
    if lhs.category != rhs.category { return lhs.category < rhs.category }
    if lhs.outlet != rhs.outlet { return lhs.outlet < rhs.outlet }
    if let left = lhs.month, let right = rhs.month, left != right { return left < right }
    return lhs.currency < rhs.currency
  }

  /// The key with the columns that are not named made empty.
  func keeping(_ columns: [String]) -> ProfitKey {
    func kept(_ column: String, _ value: ByteString) -> ByteString {
      columns.contains(column) ? value : ""
    }
    return ProfitKey(
      store: kept("store", store), category: kept("category", category),
      outlet: kept("outlet", outlet), month: columns.contains("month") ? month : nil,
      currency: currency)
  }
}

/// An amount for each component, minor units.
struct ComponentAmounts: Sendable {
  private var minors = [Int64](repeating: 0, count: Component.allCases.count)

  subscript(component: Component) -> Int64 {
    get { minors[Int(component.rawValue)] }
    set { minors[Int(component.rawValue)] = newValue }
  }

  var sum: Int64 { minors.reduce(0, +) }
  var isZero: Bool { minors.allSatisfy { $0 == 0 } }

  static func += (lhs: inout ComponentAmounts, rhs: ComponentAmounts) {
    for place in lhs.minors.indices { lhs.minors[place] += rhs.minors[place] }
  }
}

/// The sums of a line of profit, in minor units.
struct ProfitLine: Sendable {
  var amounts = ComponentAmounts()
  private(set) var units: Int64 = 0
  private(set) var unitsWithoutCost: Int64 = 0
  private(set) var costMinor: Int64 = 0
  private(set) var costCurrency: Currency?
  /// Net and the costs at the rate of each month; nil where a rate or a cost's currency is unknown.
  /// Zero until `value` has said it.
  private(set) var profitMinor: Int64? = 0
  /// The oldest rate in it.
  private(set) var rateDate: CalendarDate?
  /// What payouts in another currency have gained; consolidated only.
  var fxMinor: Int64 = 0
  /// Lines whose costs are in several currencies have no sum of them.
  private var hasMixedCosts = false

  init(units: Int64 = 0, unitsWithoutCost: Int64 = 0) {
    self.units = units
    self.unitsWithoutCost = unitsWithoutCost
  }

  var netMinor: Int64 { amounts.sum }
  var isEmpty: Bool { units == 0 && fxMinor == 0 && amounts.isZero }

  /// Adds amounts of a version whose costs are in a currency.
  mutating func add(_ sum: MonthlySums.Sum, _ costCurrency: Currency?) {
    amounts[sum.component] += sum.amountMinor
    units += sum.units
    unitsWithoutCost += sum.unitsWithoutCost
    addCost(sum.costMinor, costCurrency)
  }

  mutating func add(_ row: ComponentRow) {
    amounts[row.component] += row.amountMinor
    units += row.units
    unitsWithoutCost += row.unitsWithoutCost
    addCost(row.costMinor, row.costCurrency)
  }

  mutating func add(_ other: ProfitLine) {
    amounts += other.amounts
    units += other.units
    unitsWithoutCost += other.unitsWithoutCost
    fxMinor += other.fxMinor
    profitMinor = profitMinor.flatMap { sum in other.profitMinor.map { sum + $0 } }
    note(rate: other.rateDate)
    addCost(other.costMinor, other.costCurrency)
    if other.hasMixedCosts { forgetCosts() }
  }

  mutating func note(rate date: CalendarDate?) {
    rateDate = [rateDate, date].compactMap { $0 }.min()
  }

  mutating func setCost(_ cost: Int64, _ currency: Currency) {
    (costMinor, costCurrency) = (cost, currency)
  }

  /// Says what a month's line has earned: its costs count at the last rate up to the month's end.
  mutating func value(_ key: ProfitKey, _ rates: ExchangeRates) {
    profitMinor = units == 0 && !hasMixedCosts && costCurrency == nil ? netMinor : nil
    guard let costCurrency, let month = key.month else { return }
    guard costMinor != 0, costCurrency != key.currency else {
      profitMinor = netMinor - costMinor
      return
    }
    let cost = Money(minorUnits: -costMinor, costCurrency)
    guard let converted = rates.converted(cost, to: key.currency, on: month.last) else { return }
    profitMinor = netMinor + converted.money.minorUnits
    note(rate: converted.rateDate)
  }

  private mutating func addCost(_ cost: Int64, _ currency: Currency?) {
    guard !hasMixedCosts else { return }
    if let currency, let known = costCurrency, currency != known {
      forgetCosts()
      return
    }
    costCurrency = costCurrency ?? currency
    costMinor += cost
  }

  private mutating func forgetCosts() {
    hasMixedCosts = true
    costCurrency = nil
    costMinor = 0
  }
}

/// Lines of profit of all settlements in force, by month, as the sums give them.
func profitLines(_ sums: MonthlySums) -> [ProfitKey: ProfitLine] {
  /// Numbers in place of the key's texts: there are many more sums than lines.
  struct Slot: Hashable {
    let store, place: Int
    let month: CalendarMonth
    let currency: Currency
  }
  var stores: [String: Int] = [:]
  var slots: [Slot: Int] = [:]
  var lines: [(key: ProfitKey, line: ProfitLine)] = []
  for version in sums.versions {
    let store = stores[version.store] ?? stores.count
    stores[version.store] = store
    var last: (slot: Slot, line: Int)?
    for sum in version.sums where !sum.component.isCashOnly {
      let slot = Slot(
        store: store, place: sum.place, month: sum.month, currency: version.currency)
      let line = last?.slot == slot ? last?.line : slots[slot]
      if line == nil {
        let place = sums.places[sum.place]
        let key = ProfitKey(
          store: ByteString(version.store), category: place.category, outlet: place.outlet,
          month: sum.month, currency: version.currency)
        slots[slot] = lines.count
        lines.append((key, ProfitLine()))
      }
      let number = line ?? lines.count - 1
      last = (slot, number)
      lines[number].line.add(sum, version.costCurrency)
    }
  }
  // Places that differ in their marketplaces alone are one line.
  return Dictionary(lines.map { ($0.key, $0.line) }) { one, other in
    var both = one
    both.add(other)
    return both
  }
}
