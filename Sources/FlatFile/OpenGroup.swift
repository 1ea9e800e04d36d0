import LedgerCore

/// A group of rows while a document is read.
struct OpenGroup {
  var sums: PostingGroup
  /// The place of its settlement in the document.
  let settlement: Int32
  private var lastOrder: Int32 = 0

  init(sums: PostingGroup, settlement: Int32) {
    self.sums = sums
    self.settlement = settlement
  }

  /// Adds a row's amount; the settlement's turnover keeps the sum in range.
  ///
  /// `order` numbers the row's order, 0 for none: an order is counted when it differs from the
  /// group's last one.
  @inline(__always)
  mutating func add(_ amount: Int64, rows: Int64, order: Int32) {
    sums.amountMinor &+= amount
    sums.rows &+= rows
    if order != lastOrder, order != 0 {
      lastOrder = order
      sums.orders &+= 1
    }
  }
}
