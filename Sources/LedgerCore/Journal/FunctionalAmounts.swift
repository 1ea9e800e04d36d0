extension AccountingEntry {
  /// The lines' amounts in another currency, in the order of the lines; they sum to zero as well.
  ///
  /// All of a currency are converted at one rate, each rounded half away from zero. What the rounding
  /// leaves over (at most half a minor unit a line) goes, one unit each, to the largest lines of
  /// income and cost, so that balances of money are what their own conversion says. Nil where an
  /// amount leaves Int64; `rates` has each other currency of the entry.
  package func functionalMinor(
    in functional: Currency, rates: [Currency: ExchangeRate]
  ) -> [Int64]? {
    var minors: [Int64] = []
    for line in lines {
      let own = line.amount.currency
      guard own != functional else {
        minors.append(line.amount.minorUnits)
        continue
      }
      guard let money = rates[own]?.converted(line.amount, to: functional) else { return nil }
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
