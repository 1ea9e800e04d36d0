import FlatFile
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
      Result { () throws(BatchError) in (document, try fees(in: document, prefixes)) }
    } consume: { result throws(BatchError) in
      let (document, found) = try result.get()
      try storing { () throws(StoreError) in
        try ledger.save(fulfillmentFees: found, of: document)
      }
    }
  }

  private func fees(
    in document: Ledger.PostedDocument, _ prefixes: [ByteString]
  ) throws(BatchError) -> [FulfillmentFee] {
    let master = master
    var fees: [FulfillmentFee] = []
    try PostedRows(archive: archive, master: master).visit(document) { row in
      guard row.amountMinor != 0, row.dimensions.marketplace == Dimensions.otherMarketplace,
        prefixes.contains(where: { row.merchantOrderID.hasPrefix($0) })
      else { return }
      let component = master.rules.component(of: row.label, on: row.dimensions.postedDay)
      guard component.isFee else { return }
      fees.append(
        FulfillmentFee(
          line: row.line, settlementID: row.settlement.settlementID,
          merchantOrder: row.merchantOrderID, orderID: row.orderID,
          day: row.dimensions.localDay,
          amount: Money(minorUnits: row.amountMinor, row.settlement.currency),
          component: component, outlet: row.dimensions.outlet, category: row.dimensions.category))
    }
    return fees
  }
}
