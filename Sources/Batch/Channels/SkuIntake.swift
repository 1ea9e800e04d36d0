import FlatFile
import LedgerCore
import LedgerStore

/// Sums Amazon's rows by SKU for the reports that ask for it; what was summed is kept.
struct SkuIntake {
  let context: RunContext
  let archive: Archive
  let master: MasterData

  func run(into ledger: Ledger) throws(BatchError) {
    let documents = try storing { () throws(StoreError) in try ledger.documentsWithoutSkuSums() }
    var done = 0
    try inParallel(documents, workers: context.workers) { document in
      Result { () throws(BatchError) in (document, try sums(of: document)) }
    } consume: { result throws(BatchError) in
      let (document, found) = try result.get()
      try storing { () throws(StoreError) in try ledger.save(skuSums: found, of: document) }
      done += 1
      context.progress("sum by SKU", done, documents.count)
    }
  }

  private func sums(of document: Ledger.PostedDocument) throws(BatchError) -> [SkuSum] {
    let master = master
    var sums: [SkuSum.Key: (amount: Int64, units: Int64)] = [:]
    var months: [CalendarDate: String] = [:]
    try PostedRows(archive: archive, master: master).visit(document) { row in
      let component = master.rules.component(of: row.label, on: row.dimensions.postedDay)
      guard !component.isCashOnly else { return }
      let day = row.dimensions.localDay
      let month = months[day] ?? day.monthText
      months[day] = month
      let key = SkuSum.Key(
        settlementID: row.settlement.settlementID, sku: row.sku, month: month,
        component: component, outlet: row.dimensions.outlet, category: row.dimensions.category)
      let known = sums[key] ?? (0, 0)
      sums[key] = (known.amount + row.amountMinor, known.units + row.units)
    }
    return sums.map { SkuSum(key: $0.key, amountMinor: $0.value.amount, units: $0.value.units) }
  }
}
