import LedgerCore
import LedgerStore

/// Profit in one currency: every amount at the last rate up to the end of its month.
///
/// Each sum of a store, month, currency and component is converted once; its lines are converted by
/// themselves, and the minor units that rounding leaves over go to the largest lines. So the lines sum,
/// to the cent, to what the direct view's sum is worth, however they are spread over categories.
struct ConsolidatedProfit {
  let currency: Currency
  let rates: ExchangeRates

  func lines(_ direct: [ProfitKey: ProfitLine]) throws(BatchError) -> [ProfitKey: ProfitLine] {
    struct Group: Hashable {
      let store: ByteString, month: CalendarMonth?, currency: Currency
    }
    var result: [ProfitKey: ProfitLine] = [:]
    let groups = Dictionary(grouping: direct.sorted { $0.key < $1.key }) {
      Group(store: $0.key.store, month: $0.key.month, currency: $0.key.currency)
    }
    for (group, members) in groups {
      guard let day = group.month?.last else {
        throw BatchError("profit without its month cannot be consolidated; this is a bug")
      }
      var converted = members.map { _, line in
        ProfitLine(units: line.units, unitsWithoutCost: line.unitsWithoutCost)
      }
      for component in Component.incomeAndCost {
        let parts = try convert(
          members.map { $0.value.amounts[component] }, group.currency, day)
        for (place, part) in parts.minors.enumerated() where part != 0 {
          converted[place].amounts[component] = part
        }
        for place in converted.indices { converted[place].note(rate: parts.rateDate) }
      }
      for (costCurrency, places) in Dictionary(
        grouping: members.indices, by: { members[$0].value.costCurrency })
      {
        guard let costCurrency else { continue }
        let parts = try convert(places.map { members[$0].value.costMinor }, costCurrency, day)
        for (place, part) in zip(places, parts.minors) {
          converted[place].setCost(part, currency)
          converted[place].note(rate: parts.rateDate)
        }
      }
      for (member, line) in zip(members, converted) {
        result[key(like: member.key), default: ProfitLine()].add(line)
      }
    }
    return result
  }

  /// Adds the realised differences of payouts that were paid in another currency, by store and month
  /// of the bank's booking; a gain is positive.
  func add(
    _ payouts: [AccountingEntry], from: CalendarDate?, to: CalendarDate?,
    to lines: inout [ProfitKey: ProfitLine]
  ) throws(BatchError) {
    for entry in payouts where entry.kind == .payout {
      guard from.map({ $0 <= entry.date }) ?? true, to.map({ entry.date <= $0 }) ?? true else {
        continue
      }
      // Sales to Amazon itself are not in this report, nor what changing their payments has cost.
      guard !entry.lines.contains(where: { $0.role == JournalRole.vendorInTransit }) else {
        continue
      }
      for line in entry.lines where line.role == JournalRole.fxDifference {
        let parts = try convert(
          [-line.amount.minorUnits], line.amount.currency, entry.period.last)
        let key = ProfitKey(
          store: line.dimensions.store, category: Dimensions.noCategory,
          outlet: Dimensions.unassigned, month: entry.period, currency: currency)
        lines[key, default: ProfitLine()].fxMinor += parts.minors[0]
      }
    }
  }

  private func key(like key: ProfitKey) -> ProfitKey {
    ProfitKey(
      store: key.store, category: key.category, outlet: key.outlet, month: key.month,
      currency: currency)
  }

  /// Amounts in the currency of the view; they sum to their converted sum.
  private func convert(
    _ minors: [Int64], _ from: Currency, _ day: CalendarDate
  ) throws(BatchError) -> (minors: [Int64], rateDate: CalendarDate?) {
    guard from != currency, minors.contains(where: { $0 != 0 }) else { return (minors, nil) }
    func worth(_ minor: Int64) -> (money: Money, rateDate: CalendarDate)? {
      rates.converted(Money(minorUnits: minor, from), to: currency, on: day)
    }
    guard let total = worth(minors.reduce(0, +)) else {
      throw BatchError(
        "there is no rate from \(from) to \(currency) on or before \(day); add it to the file"
          + " named fx in [master]")
    }
    var parts = minors.map { worth($0)?.money.minorUnits ?? 0 }
    var rest = total.money.minorUnits - parts.reduce(0, +)
    let largestFirst = minors.indices.sorted {
      (minors[$1].magnitude, $0) < (minors[$0].magnitude, $1)
    }
    var next = 0
    while rest != 0 {
      let step: Int64 = rest > 0 ? 1 : -1
      parts[largestFirst[next % largestFirst.count]] += step
      rest -= step
      next += 1
    }
    return (parts, total.rateDate)
  }
}
