import FlatFile
import Gzip
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
      (document, sums(of: document))
    } consume: { found throws(BatchError) in
      try storing { () throws(StoreError) in try ledger.save(skuSums: found.1, of: found.0) }
      done += 1
      context.progress("sum by SKU", done, documents.count)
    }
  }

  private func sums(of document: Ledger.PostedDocument) -> [SkuSum] {
    guard let store = master.stores[document.store] else { return [] }
    let (master, home) = (master, document.homeMarketplace)
    let reader = DocumentReader { _ in
      master.marketplaces.coded(home).map {
        DimensionResolver(
          store: store, home: $0, marketplaces: master.marketplaces, zones: master.zones)
      }
    }
    let path = archive.path(of: document.sha256)
    var sums: [SkuSum.Key: (amount: Int64, units: Int64)] = [:]
    var months: [CalendarDate: String] = [:]
    reader.visit { () throws(FlatFileError) in
      try openDocument(path: path)
    } _: { row in
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
