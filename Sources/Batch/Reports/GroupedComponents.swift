import LedgerCore
import LedgerStore
import Reporting

/// Components summed over the columns a user names; the currency is always one of them.
struct GroupedComponents {
  let ledger: Ledger

  static let columns = ComponentColumns.all + ["month"]

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let columns = request.by.contains("currency") ? request.by : request.by + ["currency"]
    struct Sums {
      var amount: Int64 = 0
      var rows: Int64 = 0
      var digits = 2
    }
    var sums: [[ByteString]: Sums] = [:]
    try storing { () throws(StoreError) in
      try ledger.componentRows(by: .day, from: request.from, to: request.to) { row in
        let key = columns.map { ByteString(value($0, row)) }
        sums[key, default: Sums()].amount += row.amountMinor
        sums[key, default: Sums()].rows += row.rows
        sums[key, default: Sums()].digits = row.currency.minorDigits
      }
    }
    var stream = ReportStream(
      ReportHeader(name: "components", columns: columns + ["amount", "rows"]), request, to: sink)
    for (key, sum) in sums.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      try stream.append(
        key.map { .text($0.text) } + [
          .amount(sum.amount, digits: sum.digits), .integer(sum.rows),
        ])
    }
    try stream.finish()
  }

  private func value(_ column: String, _ row: ComponentRow) -> String {
    switch column {
    case "settlement_id": row.settlementID
    case "store": row.store
    case "marketplace": row.marketplace
    case "currency": row.currency.code
    case "posted_date": row.postedDay.description
    case "local_date": row.localDay.description
    case "category": row.category
    case "outlet": row.outlet
    case "component": row.component.name
    default: row.localDay.monthText
    }
  }
}
