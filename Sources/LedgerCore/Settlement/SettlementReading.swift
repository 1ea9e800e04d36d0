/// The first line of a settlement: its period, its stated total and its currency.
package struct SettlementSummary: Sendable, Equatable {
  package let settlementID: String
  package let currency: Currency
  package let start: Instant
  package let end: Instant
  /// Amazon computes it as end + 2 days, also when nothing is paid: no proof of payment.
  package let deposit: Instant?
  package let statedTotalMinor: Int64
  package let lineNumber: Int

  package init(
    settlementID: String, currency: Currency, start: Instant, end: Instant, deposit: Instant?,
    statedTotalMinor: Int64, lineNumber: Int
  ) {
    self.settlementID = settlementID
    self.currency = currency
    self.start = start
    self.end = end
    self.deposit = deposit
    self.statedTotalMinor = statedTotalMinor
    self.lineNumber = lineNumber
  }

  package var statedTotal: Money { Money(minorUnits: statedTotalMinor, currency) }
}

/// The rows of a settlement that share a label and their dimensions, summed.
package struct PostingGroup: Sendable, Equatable {
  /// Places in `SettlementReading.labels` and `.dimensions`.
  package let label: Int32
  package let dimensions: Int32
  package var amountMinor: Int64 = 0
  package var rows: Int64 = 0
  /// Runs of rows with one order id: the orders, since an order's rows follow one another.
  package var orders: Int64 = 0
  /// Quantity sold; counted on rows whose label is a sale of goods on an Amazon marketplace.
  package var units: Int64 = 0
  package var unitsWithoutCost: Int64 = 0
  /// Cost of the units sold, in minor units of the store's cost currency; positive.
  package var costMinor: Int64 = 0

  package init(label: Int32, dimensions: Int32) {
    self.label = label
    self.dimensions = dimensions
  }
}

/// One settlement as read from a document: every row is in exactly one group.
package struct SettlementReading: Sendable, Equatable {
  package var summary: SettlementSummary
  package var labels: [LabelTriple]
  package var dimensions: [Dimensions]
  package var groups: [PostingGroup]
  package var rows: Int
  package var rowsTotalMinor: Int64
  /// Rows that belong to no order, by place in `labels`: they show which account type this is.
  package var rowsWithoutOrder: [Int32: Int]

  package init(
    summary: SettlementSummary, labels: [LabelTriple], dimensions: [Dimensions],
    groups: [PostingGroup], rows: Int, rowsTotalMinor: Int64, rowsWithoutOrder: [Int32: Int]
  ) {
    self.summary = summary
    self.labels = labels
    self.dimensions = dimensions
    self.groups = groups
    self.rows = rows
    self.rowsTotalMinor = rowsTotalMinor
    self.rowsWithoutOrder = rowsWithoutOrder
  }

  /// Σ rows − stated total: zero, or the file does not foot.
  package var differenceMinor: Int64 { rowsTotalMinor - summary.statedTotalMinor }
}
