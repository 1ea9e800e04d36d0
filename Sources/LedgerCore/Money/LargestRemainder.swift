/// Splits an amount by weights so that the parts sum to it exactly (largest-remainder method).
///
/// Each part is first rounded toward zero; the units left over go one by one to the parts with the
/// largest remainders, ties to the earlier part. Weights are not negative; with no weight at all
/// the split is impossible and the result is nil.
package func allocate(_ amount: Int64, by weights: [Int64]) -> [Int64]? {
  precondition(weights.allSatisfy { $0 >= 0 }, "weights are not negative")
  let total = weights.reduce(UInt64(0)) { $0 + UInt64($1) }
  guard total > 0 else { return nil }
  var parts: [Int64] = []
  var remainders: [(remainder: UInt64, place: Int)] = []
  var left = amount.magnitude
  for (place, weight) in weights.enumerated() {
    let product = amount.magnitude.multipliedFullWidth(by: UInt64(weight))
    let (quotient, remainder) = total.dividingFullWidth(product)
    parts.append(Int64(quotient))
    remainders.append((remainder, place))
    left -= quotient
  }
  remainders.sort { ($1.remainder, $0.place) < ($0.remainder, $1.place) }
  for entry in remainders.prefix(Int(left)) { parts[entry.place] += 1 }
  return amount < 0 ? parts.map { -$0 } : parts
}
