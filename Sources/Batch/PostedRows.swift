import FlatFile
import Gzip
import LedgerCore
import LedgerStore

/// Reads the rows of posted documents once more, for what the ledger keeps no sums of.
struct PostedRows: Sendable {
  let archive: Archive
  let master: MasterData

  /// Goes through a document's rows as they were posted; a store that is described no more has none.
  ///
  /// What was posted could be read then, so one that cannot be read now is damaged, and an error:
  /// sums of half a document must not pass for all of it.
  func visit(
    _ sha256: String, store storeID: String, homeMarketplace: String,
    _ visitor: (VisitedRow) -> Void
  ) throws(BatchError) {
    guard let store = master.stores[storeID] else { return }
    let master = master
    let reader = DocumentReader { _ in
      master.marketplaces.coded(homeMarketplace).map {
        DimensionResolver(
          store: store, home: $0, marketplaces: master.marketplaces, zones: master.zones)
      }
    }
    let path = archive.path(of: sha256)
    let isWhole = withoutActuallyEscaping(visitor) { visitor in
      reader.visit({ () throws(FlatFileError) in try openDocument(path: path) }, visitor)
    }
    guard isWhole else {
      throw BatchError(
        "\(path): it was posted and cannot be read as it was; run acorn archive verify",
        kind: .storage)
    }
  }

  func visit(
    _ document: Ledger.PostedDocument, _ visitor: (VisitedRow) -> Void
  ) throws(BatchError) {
    try visit(
      document.sha256, store: document.store, homeMarketplace: document.homeMarketplace, visitor)
  }
}
