import LedgerCore

/// The allocated view: amounts without a category go to the categories of the same store, month and
/// currency, by the user's rule; both views sum to the same cent.
///
/// Where no category has any weight (nothing sold that month) the amount stays where it is.
func allocated(
  _ lines: [ProfitKey: ProfitLine], by rule: AllocationRule
) -> [ProfitKey: ProfitLine] {
  var result = lines
  for (key, line) in lines where key.category == Dimensions.noCategory {
    let receivers = lines.filter { other, _ in
      other.store == key.store && other.month == key.month && other.currency == key.currency
        && other.category != Dimensions.noCategory
    }.sorted { $0.key < $1.key }
    let weights = weights(of: receivers, by: rule)
    guard weights.contains(where: { $0 > 0 }) else { continue }
    for component in Component.incomeAndCost where line.amounts[component] != 0 {
      guard let parts = allocate(line.amounts[component], by: weights) else { continue }
      for (receiver, part) in zip(receivers, parts) where part != 0 {
        result[receiver.key, default: ProfitLine()].amounts[component] += part
      }
      result[key]?.amounts[component] = 0
    }
  }
  return result
}

private func weights(
  of lines: [(key: ProfitKey, value: ProfitLine)], by rule: AllocationRule
) -> [Int64] {
  switch rule {
  case .sales: return lines.map { max(0, $0.value.amounts[.productSales]) }
  case .units: return lines.map { max(0, $0.value.units) }
  case .weights(let weights):
    // A category's weight goes to its first line; its other outlets share nothing of it.
    var seen: Set<ByteString> = []
    return lines.map { line in
      let category = line.key.category
      return seen.insert(category).inserted ? weights[category.text] ?? 0 : 0
    }
  }
}
