import LedgerCore

/// The cells of a line that state a settlement's period, total and currency, as bytes.
struct SummaryCells {
  let currency: [UInt8]
  let transactionType: [UInt8]
  let hasAmount: Bool
  private let stated: [[UInt8]]

  init(_ span: borrowing RawSpan, _ scanner: borrowing RowScanner, _ layout: ColumnLayout?) {
    let cells = SettlementColumn.allCases.map { column in
      span.array(span.trimmed(scanner.raw(layout?[column] ?? -1)))
    }
    let byColumn = Dictionary(uniqueKeysWithValues: zip(SettlementColumn.allCases, cells))
    currency = byColumn[.currency] ?? []
    transactionType = byColumn[.transactionType] ?? []
    hasAmount = ([.amount] + V1Amount.all.map(\.amount)).contains { byColumn[$0] != [] }
    stated = [SettlementColumn.startDate, .endDate, .totalAmount, .currency].map {
      byColumn[$0] ?? []
    }
  }

  /// Whether a later line states something else; an empty cell states nothing.
  func disagrees(with later: SummaryCells) -> Bool {
    zip(stated, later.stated).contains { !$1.isEmpty && $0 != $1 }
  }
}

/// A settlement while its rows are read.
struct SettlementState {
  let idBytes: [UInt8]
  let cells: SummaryCells
  let summary: SettlementSummary
  let resolver: DimensionResolver
  var sums = RunningSums()
}

/// What the rows of a settlement have added up to so far.
struct RunningSums {
  var total: Int64 = 0
  var rows = 0
  /// Of the rows' amounts without their signs.
  var turnover: UInt64 = 0
}
