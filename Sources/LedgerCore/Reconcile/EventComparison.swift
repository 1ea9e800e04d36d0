/// One amount of a settlement, from a row of its file or a line of a transaction.
package struct ComparedAmount: Hashable, Sendable {
  /// Empty where the amount belongs to no order.
  package let order: ByteString
  /// A path of the transactions' breakdown tree, such as `AmazonFees/Commission`.
  package let path: ByteString
  package let amountMinor: Int64

  package init(order: ByteString, path: ByteString, amountMinor: Int64) {
    self.order = order
    self.path = path
    self.amountMinor = amountMinor
  }
}

/// Where the rows of a settlement's file and the lines of its transactions differ.
package struct EventComparison: Equatable, Sendable {
  package struct Difference: Equatable, Sendable {
    package let order: ByteString
    package let path: ByteString
    /// File minus transactions, minor units.
    package let amountMinor: Int64

    package init(order: ByteString, path: ByteString, amountMinor: Int64) {
      self.order = order
      self.path = path
      self.amountMinor = amountMinor
    }
  }

  /// By order and path; empty when both say the same.
  package let differences: [Difference]

  package init(differences: [Difference]) { self.differences = differences }

  /// Total of the file's rows minus that of the transactions, minor units.
  package var totalMinor: Int64 { differences.reduce(0) { $0 + $1.amountMinor } }

  /// What the differences come to without regard to sign, each shift of money counted once.
  package var shiftedMinor: Int64 {
    let up = differences.reduce(0) { $0 + max(0, $1.amountMinor) }
    let down = differences.reduce(0) { $0 + max(0, -$1.amountMinor) }
    return max(up, down)
  }
}

/// Compares order by order, then path by path.
///
/// Amounts of orders that the transactions do not name are one pool: fees and charges carry other
/// references in the file. Within an order paths are compared only where both sides name the same
/// ones, since Amazon words files and transactions apart and a renamed label moves no money. What
/// transactions tell without an order (a reimbursement) may have one in the file: where that explains
/// all of what the pool and such orders differ by, they agree.
package func compareEvents(
  rows: [ComparedAmount], lines: [ComparedAmount]
) -> EventComparison {
  let orders = Set(lines.map(\.order))
  func pooled(_ amounts: [ComparedAmount]) -> [ByteString: [ByteString: Int64]] {
    var sums: [ByteString: [ByteString: Int64]] = [:]
    for amount in amounts {
      let order = orders.contains(amount.order) ? amount.order : ByteString("")
      sums[order, default: [:]][amount.path, default: 0] += amount.amountMinor
    }
    return sums
  }
  let (file, told) = (pooled(rows), pooled(lines))
  var differences: [EventComparison.Difference] = []
  var unnamed = Set<ByteString>()
  for order in Set(file.keys).union(told.keys).sorted() {
    let (mine, theirs) = (file[order] ?? [:], told[order] ?? [:])
    let total = mine.values.reduce(0, +) - theirs.values.reduce(0, +)
    let changed =
      nonZero(mine).symmetricDifference(nonZero(theirs)).isEmpty
      ? mine.keys.sorted().filter { mine[$0] != theirs[$0] ?? 0 } : []
    if changed.isEmpty, total != 0 {
      let isOneMore = mine.contains { theirs[$0.key] == nil && $0.value == total }
      if !order.isEmpty, isOneMore { unnamed.insert(order) }
      differences.append(.init(order: order, path: "", amountMinor: total))
    }
    for path in changed {
      differences.append(
        .init(order: order, path: path, amountMinor: (mine[path] ?? 0) - (theirs[path] ?? 0)))
    }
  }
  let moved = differences.filter { $0.order.isEmpty || unnamed.contains($0.order) }
  let hasPool = moved.contains { $0.order.isEmpty }
  if hasPool, moved.reduce(0, { $0 + $1.amountMinor }) == 0 {
    differences.removeAll { $0.order.isEmpty || unnamed.contains($0.order) }
  }
  return EventComparison(differences: differences)
}

private func nonZero(_ sums: [ByteString: Int64]) -> Set<ByteString> {
  Set(sums.filter { $0.value != 0 }.keys)
}

/// The path under which transactions tell what a file says with a label.
///
/// - Source: Amazon SP-API, Finances 2024-06-19, breakdown types as seen beside V2 files.
package func transactionPath(of label: LabelTriple) -> ByteString {
  let (type, description) = (label.amountType, label.amountDescription)
  switch (type.lowercasedASCII.text, description.lowercasedASCII.text) {
  case ("itemprice", "principal"): return "ProductCharges/OurPricePrincipal"
  case ("itemprice", "tax"): return "Tax/OurPriceTax"
  case ("itemprice", "shippingtax"): return "Tax/ShippingTax"
  case ("itemprice", "giftwraptax"): return "Tax/GiftWrapTax"
  case ("itemprice", "shipping"): return "Shipping/ShippingPrincipal"
  case ("itemprice", "giftwrap"): return "GiftWrap/GiftWrapPrincipal"
  case ("itemfees", _): return ByteString(Array("AmazonFees/".utf8) + description.bytes)
  case ("itemwithheldtax", _): return ByteString(Array("TaxesWithheld/".utf8) + description.bytes)
  case ("promotion", _): return ByteString(Array("PromoRebates/Promo".utf8) + description.bytes)
  default: return ByteString(type.bytes + [UInt8(ascii: "/")] + description.bytes)
  }
}
