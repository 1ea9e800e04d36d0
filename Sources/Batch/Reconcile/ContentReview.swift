import LedgerCore
import LedgerStore

/// Finds out which versions of a settlement have the same content in other bytes: compressed or
/// not, with other line ends, with a byte order mark, in another encoding.
///
/// The ledger keeps sums of rows, so documents that could be the same are read again, each once.
struct ContentReview {
  let context: RunContext
  let archive: Archive
  let master: MasterData

  func run(_ ledger: Ledger) throws(BatchError) {
    // Documents of a store that is described no more cannot be read.
    let unread = try storing { () throws(StoreError) in try ledger.unreadContents() }
      .filter { master.stores[$0.document.store] != nil }
    let source = PostedRows(archive: archive, master: master)
    var digests: [Int64: String] = [:]
    try inParallel(unread, workers: context.workers) { version in
      Result { () throws(BatchError) in
        (version.versionID, try ContentReview.digest(of: version, source))
      }
    } consume: { result throws(BatchError) in
      let (version, digest) = try result.get()
      digests[version] = digest
    }
    let found = digests
    try storing { () throws(StoreError) in try ledger.save(contents: found) }
  }

  /// SHA-256 of what the rows of a version say, in their order.
  ///
  /// The text holds every cell; what was understood of it tells from it the same text under another
  /// header, or with its dates in another order.
  private static func digest(
    of version: UnreadContent, _ source: PostedRows
  ) throws(BatchError) -> String {
    let hash = SHA256()
    hash.update(Array("\(version.deposit?.seconds ?? 0)\n".utf8))
    try source.visit(version.document) { row in
      guard row.settlement.settlementID == version.settlementID else { return }
      // Empty fields at the end of a row may be left out.
      hash.update(row.text.trimmed.bytes)
      let (place, label) = (row.dimensions, row.label)
      hash.update(
        Array("\t\(row.amountMinor)\t\(place.postedDay)\t\(place.localDay)\t\(row.units)".utf8))
      hash.update(Array("\t\(place.marketplace)".utf8))
      for part in [
        label.transactionType, label.amountType, label.amountDescription, row.sku, row.orderID,
        row.merchantOrderID, place.category, place.outlet,
      ] { hash.update([9] + part.bytes) }
      hash.update([10])
    }
    return hash.finish()
  }
}
