import FlatFile
import Gzip
import LedgerCore
import LedgerStore

/// Finds what Amazon took for fulfilling orders of the web stores (multi-channel fulfilment).
///
/// The ledger keeps sums, so the settlements that hold rows of orders from outside Amazon are read
/// once more, each once, and only where a web store names its orders to Amazon.
struct FulfillmentIntake {
  let context: RunContext
  let archive: Archive
  let master: MasterData

  func run(into ledger: Ledger) throws(BatchError) {
    let prefixes = master.configuration.webStores.map(\.merchantOrderPrefix)
      .filter { !$0.isEmpty }.map { ByteString($0) }
    guard !prefixes.isEmpty else { return }
    let documents = try storing { () throws(StoreError) in
      try ledger.documentsWithForeignOrders()
    }
    try inParallel(documents, workers: context.workers) { document in
      (document, fees(in: document, prefixes))
    } consume: { found throws(BatchError) in
      try storing { () throws(StoreError) in
        try ledger.save(fulfillmentFees: found.1, of: found.0)
      }
    }
  }

  private func fees(
    in document: Ledger.PostedDocument, _ prefixes: [ByteString]
  ) -> [FulfillmentFee] {
    guard let store = master.stores[document.store] else { return [] }
    let (master, home) = (master, document.homeMarketplace)
    let reader = DocumentReader { _ in
      master.marketplaces.coded(home).map {
        DimensionResolver(
          store: store, home: $0, marketplaces: master.marketplaces, zones: master.zones)
      }
    }
    let path = archive.path(of: document.sha256)
    var fees: [FulfillmentFee] = []
    reader.visit { () throws(FlatFileError) in
      try openDocument(path: path)
    } _: { row in
      guard row.amountMinor != 0, row.dimensions.marketplace == Dimensions.otherMarketplace,
        prefixes.contains(where: { row.merchantOrderID.hasPrefix($0) }),
        master.rules.component(of: row.label, on: row.dimensions.postedDay).isFee
      else { return }
      fees.append(
        FulfillmentFee(
          line: row.line, settlementID: row.settlement.settlementID,
          merchantOrder: row.merchantOrderID, orderID: row.orderID,
          day: row.dimensions.localDay,
          amount: Money(minorUnits: row.amountMinor, row.settlement.currency)))
    }
    return fees
  }
}
