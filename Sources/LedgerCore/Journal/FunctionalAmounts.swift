extension AccountingEntry {
  /// The lines' amounts in another currency, in the order of the lines; they sum to zero as well.
  ///
  /// All are converted at one rate, that of `rateDay`, each rounded half away from zero. What the
  /// rounding leaves over (at most half a minor unit a line) goes, one unit each, to the largest lines of
  /// income and cost, so that balances of money are what their own conversion says. Nil without a
  /// rate.
  package func functionalMinor(in currency: Currency, converted: Conversion) -> [Int64]? {
    var minors: [Int64] = []
    for line in lines {
      guard let money = converted(line.amount, currency, rateDay) else { return nil }
      minors.append(money.minorUnits)
    }
    for own in currencies {
      let places = lines.indices.filter { lines[$0].amount.currency == own }
      var rest = -places.reduce(0) { $0 + minors[$1] }
      let results = places.filter {
        ["Income", "Expenses"].contains(lines[$0].account.accountClass)
      }
      let takers = (results.isEmpty ? places : results).sorted {
        (minors[$1].magnitude, $0) < (minors[$0].magnitude, $1)
      }
      var next = 0
      while rest != 0 {
        let step: Int64 = rest > 0 ? 1 : -1
        minors[takers[next % takers.count]] += step
        rest -= step
        next += 1
      }
    }
    return minors
  }
}
