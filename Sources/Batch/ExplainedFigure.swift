import FlatFile
import LedgerCore
import LedgerStore

/// A figure of a report, as the rows that the report counts for it.
struct ExplainedFigure {
  let report: ReportName
  /// Values by column.
  let wanted: [String: String]
  private let reported: ReportedRows
  /// The columns whose value some row has had, whatever the others.
  private var met: Set<String> = []

  init(
    _ report: ReportName, _ conditions: [(column: String, value: String)]
  ) throws(BatchError) {
    guard let reported = ReportedRows(report) else {
      let known = ReportName.explained.map(\.rawValue)
      throw BatchError(
        "report \(report.rawValue): its figures are no sums of settlement rows;"
          + " \(known.joined(separator: ", ")) can be explained", kind: .usage)
    }
    self.report = report
    self.reported = reported
    var wanted: [String: String] = [:]
    for (column, value) in conditions {
      guard wanted.updateValue(value, forKey: column) == nil else {
        throw BatchError("--where: \(column) stands twice", kind: .usage)
      }
      try reported.check(column, value, of: report)
    }
    self.wanted = wanted
  }

  /// Whether the report counts a row for the figure.
  mutating func counts(
    _ row: VisitedRow, _ version: Ledger.VersionInForce, _ rules: ComponentRules
  ) -> Bool {
    let component = rules.component(of: row.label, on: row.dimensions.postedDay)
    guard reported.counts(component) else { return false }
    var isAll = true
    for (column, value) in wanted {
      // Bytes, not characters: two spellings of one word are two categories.
      if ReportedRows.value(column, row, version, component).utf8.elementsEqual(value.utf8) {
        met.insert(column)
      } else {
        isAll = false
      }
    }
    return isAll
  }

  /// Says which condition no row fulfils.
  var nothing: BatchError {
    func text(_ columns: some Sequence<String>) -> String {
      columns.sorted().map { "\($0)=\(wanted[$0] ?? "")" }.joined(separator: " ")
    }
    let unmet = Set(wanted.keys).subtracting(met)
    let what = unmet.isEmpty ? "all of \(text(wanted.keys))" : text(unmet)
    return BatchError(
      "report \(report.rawValue): it counts no row with \(what);"
        + " take columns and values from its rows", kind: .usage)
  }
}

extension ExplainRequest {
  func figure() throws(BatchError) -> ExplainedFigure? {
    guard case .figure(let report, let conditions) = self else { return nil }
    return try ExplainedFigure(report, conditions)
  }
}

extension ReportName {
  /// Those whose figures are sums of settlement rows.
  package static let explained = allCases.filter { ReportedRows($0) != nil }
}

/// Which rows a report counts, and by which columns they can be told.
private struct ReportedRows {
  private static let labels = ["transaction_type", "amount_type", "amount_description"]

  let columns: [String]
  let counts: (Component) -> Bool

  /// Nil for a report whose figures are no sums of settlement rows.
  init?(_ report: ReportName) {
    let all = ComponentColumns.all + ["month"] + Self.labels
    switch report {
    case .components: (columns, counts) = (all, { _ in true })
    // net_before_cogs, or the column of the component that is named.
    case .profit: (columns, counts) = (all, { !$0.isCashOnly })
    case .fees: (columns, counts) = (all, { $0.isFee })
    case .refunds: (columns, counts) = (all, { $0.isRefund })
    case .promotions: (columns, counts) = (all, { $0.isPromotion })
    // rows_total: a settlement's figure has no dimensions.
    case .settlements:
      (columns, counts) = (["settlement_id", "store", "account_type", "currency"], { _ in true })
    default: return nil
    }
  }

  /// Refuses what no row of the report can have.
  func check(_ column: String, _ value: String, of report: ReportName) throws(BatchError) {
    func refuse(_ what: String) -> BatchError {
      BatchError("report \(report.rawValue): --where: \(what)", kind: .usage)
    }
    guard columns.contains(column) else {
      throw refuse("there is no column '\(column)'; use \(columns.joined(separator: ", "))")
    }
    switch column {
    case "component":
      let known = Component.allCases.filter(counts).map(\.name)
      guard known.contains(value) else {
        throw refuse("it counts no '\(value)'; use \(known.joined(separator: ", "))")
      }
    case "posted_date", "local_date":
      guard CalendarDate(value) != nil else {
        throw refuse("\(column) '\(value)' is not a date such as 2026-03-14")
      }
    case "month":
      guard CalendarMonth(value) != nil else {
        throw refuse("month '\(value)' is not a month such as 2026-03")
      }
    default: break
    }
  }

  static func value(
    _ column: String, _ row: VisitedRow, _ version: Ledger.VersionInForce,
    _ component: Component
  ) -> String {
    switch column {
    case "settlement_id": row.settlement.settlementID
    case "store": version.document.store
    case "account_type": version.accountType
    case "marketplace": row.dimensions.marketplace
    case "currency": row.settlement.currency.code
    case "posted_date": row.dimensions.postedDay.description
    case "local_date": row.dimensions.localDay.description
    case "month": row.dimensions.localDay.monthText
    case "category": row.dimensions.category.text
    case "outlet": row.dimensions.outlet.text
    case "transaction_type": row.label.transactionType.text
    case "amount_type": row.label.amountType.text
    case "amount_description": row.label.amountDescription.text
    default: component.name
    }
  }
}
