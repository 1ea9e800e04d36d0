import LedgerCore
import LedgerStore

/// The allocated view across channels: what tills and web stores have without a category goes to the
/// categories of the same channel, store, outlet, month and currency, by the user's rule.
///
/// Both views sum to the same cent in every column. Where no category has any weight the amount stays
/// where it is. Amazon's rows are allocated as in the `profit` report, with its fees for web stores'
/// orders in the categories of those orders.
func allocated(
  _ lines: [CrossChannelReport.Key: CrossChannelReport.Line], by rule: AllocationRule
) -> [CrossChannelReport.Key: CrossChannelReport.Line] {
  let places = Dictionary(grouping: lines.keys.sorted()) { $0.withoutCategory }
  var result = lines
  for (place, keys) in places {
    guard let given = lines[place]?.sums else { continue }
    let receivers = keys.filter { $0.category != Dimensions.noCategory }
    let weights = weights(of: receivers, lines, by: rule)
    guard weights.contains(where: { $0 > 0 }) else { continue }
    for amount in ChannelSums.amounts {
      guard let parts = allocate(given[keyPath: amount], by: weights) else { continue }
      for (receiver, part) in zip(receivers, parts) {
        result[receiver]?.sums[keyPath: amount] += part
      }
      result[place]?.sums[keyPath: amount] = 0
    }
  }
  return result
}

private func weights(
  of keys: [CrossChannelReport.Key],
  _ lines: [CrossChannelReport.Key: CrossChannelReport.Line], by rule: AllocationRule
) -> [Int64] {
  keys.map { key in
    switch rule {
    case .sales: max(0, lines[key]?.sums.grossSales ?? 0)
    case .units: max(0, lines[key]?.sums.unitsMilli ?? 0)
    case .weights(let weights): weights[key.category.text] ?? 0
    }
  }
}

extension ChannelSums {
  /// What is spread; units and costs always have a category.
  fileprivate static var amounts: [WritableKeyPath<ChannelSums, Int64>] {
    [
      \.grossSales, \.promotions, \.refunds, \.tax, \.fees, \.other, \.discounts, \.taxInNet,
    ]
  }
}
