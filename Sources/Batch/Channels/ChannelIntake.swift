import FlatFile
import LedgerCore
import LedgerStore

/// Reads archived exports of tills and web stores for the ledger.
struct ChannelIntake {
  let archive: Archive
  let master: MasterData

  /// Returns whether anything was new.
  func run(into ledger: Ledger, deliveries: [Delivery]) throws(BatchError) -> Bool {
    let known = try storing { () throws(StoreError) in try ledger.channelSources() }
    let layouts = ChannelLayouts(master.configuration)
    let fresh = Dictionary(
      grouping: deliveries.filter { $0.kind == .till || $0.kind == .webstore }, by: \.sha256
    ).filter { isNews($1, layouts, known[$0]) }
    guard !fresh.isEmpty else { return false }
    let writer = ChannelWriter(ledger)
    for (sha256, deliveries) in fresh.sorted(by: { $0.key < $1.key }) {
      try take(sha256, layouts, deliveries, writer)
    }
    try storing { () throws(StoreError) in try writer.chooseCounted() }
    return true
  }

  /// Whether a document was not taken in, or more is told of it by now, such as its web store.
  private func isNews(
    _ deliveries: [Delivery], _ layouts: ChannelLayouts, _ known: Ledger.ChannelSource?
  ) -> Bool {
    guard let known else { return true }
    guard deliveries.count > 1, deliveries.sayingCount > 1 else { return false }
    guard known.name == deliveries.map(\.name).min() else { return true }
    let head = DocumentProbe.head(archive.path(of: deliveries[0].sha256), bytes: 8192) ?? []
    guard let layout = layouts.layout(ofHead: head), !layout.kind.isTill else { return false }
    return ChannelIntake.webStore(layout, deliveries, master)?.id ?? "" != known.store
  }

  private func take(
    _ sha256: String, _ layouts: ChannelLayouts, _ deliveries: [Delivery], _ writer: ChannelWriter
  ) throws(BatchError) {
    let path = archive.path(of: sha256)
    let name = deliveries.map(\.name).min() ?? sha256
    let layout = layouts.layout(ofHead: DocumentProbe.head(path, bytes: 8192) ?? [])
    let webStore = layout.flatMap {
      $0.kind.isTill ? nil : ChannelIntake.webStore($0, deliveries, master)
    }
    var document = ChannelDocumentRecord(
      sha256: sha256, name: name, kind: layout?.kind.rawValue ?? "", layout: layout?.name ?? "",
      store: webStore?.id ?? "", receivedAt: deliveries.map(\.receivedAt).min() ?? 0)
    let found: [UInt8]?
    do throws(FlatFileError) {
      found = try DocumentProbe.contents(path)
    } catch {
      document.refuse(error.kind, error.what, error.whatToDo)
      return try ChannelIntake.put(document, writer)
    }
    guard let bytes = found else {
      throw BatchError("\(path): it cannot be read; run acorn archive verify", kind: .storage)
    }
    guard let layout else {
      document.refuse(.unknownFormat, "no layout fits its header", "describe it in acorn.toml")
      return try ChannelIntake.put(document, writer)
    }
    let started = document
    try storing { () throws(StoreError) in try writer.begin(started) }
    do throws(BatchError) {
      if layout.kind.isTill || webStore != nil {
        let sheet = try ChannelSheet(
          try layout.decoded(bytes, name: name), name: name, layout: layout)
        try ChannelIntake.read(sheet, webStore, master) { record throws(BatchError) in
          guard sheet.isSound else { return }
          try storing { () throws(StoreError) in try writer.add(record) }
        }
        document.take(sheet)
      } else {
        document.refuseUnbound()
      }
    } catch {
      guard error.kind == .input else {
        writer.cancel()
        throw error
      }
      document.refuse(
        .rowError, error.description, "check the quotes of the file, or export it again")
    }
    let finished = document
    try storing { () throws(StoreError) in try writer.finish(finished) }
  }

  /// A document without records.
  private static func put(
    _ document: ChannelDocumentRecord, _ writer: ChannelWriter
  ) throws(BatchError) {
    try storing { () throws(StoreError) in
      try writer.begin(document)
      try writer.finish(document)
    }
  }

  /// What reading an export shows; nothing is kept.
  static func tried(
    _ path: String, named name: String, _ deliveries: [Delivery], _ layout: ChannelLayout,
    _ master: MasterData
  ) throws(BatchError) -> ChannelDocumentRecord {
    let found: [UInt8]?
    do throws(FlatFileError) {
      found = try DocumentProbe.contents(path)
    } catch {
      throw BatchError("\(error)")
    }
    guard let bytes = found else { throw BatchError("it cannot be read; check the path") }
    let webStore = layout.kind.isTill ? nil : self.webStore(layout, deliveries, master)
    var document = ChannelDocumentRecord(
      sha256: "", name: name, kind: layout.kind.rawValue, layout: layout.name,
      store: webStore?.id ?? "", receivedAt: 0)
    guard layout.kind.isTill || webStore != nil else {
      document.refuseUnbound()
      return document
    }
    let sheet = try ChannelSheet(
      try layout.decoded(bytes, name: name), name: name, layout: layout)
    try read(sheet, webStore, master) { _ throws(BatchError) in }
    document.take(sheet)
    return document
  }

  private static func read(
    _ sheet: ChannelSheet, _ webStore: WebStoreProfile?, _ master: MasterData, _ emit: ChannelSink
  ) throws(BatchError) {
    switch (sheet.layout.kind, webStore) {
    case (.tillSales, _):
      var reader = TillSalesReader(sheet, master)
      try reader.read(emit)
    case (.tillTenders, _): try TenderReader(sheet: sheet, outlets: master.outlets).read(emit)
    case (.tillDeposits, _):
      try TillDepositReader(sheet: sheet, outlets: master.outlets).read(emit)
    case (.webOrders, let store?):
      var reader = WebOrderReader(sheet, store, master)
      try reader.read(emit)
    case (.webTransactions, let store?):
      try WebTransactionReader(sheet: sheet, store: store).read(emit)
    case (.webPayouts, let store?): try WebPayoutReader(sheet: sheet, store: store).read(emit)
    case (_, nil): preconditionFailure("a web store's export is read for a web store")
    }
  }

  /// By the layout, by `--store`, by the name of a folder, or the only one there is.
  private static func webStore(
    _ layout: ChannelLayout, _ deliveries: [Delivery], _ master: MasterData
  ) -> WebStoreProfile? {
    let stores = master.configuration.webStores
    if !layout.store.isEmpty { return stores.first { $0.id == layout.store } }
    let named = NamedStore(deliveries) { id in stores.contains { $0.id == id } }
    if case .one(let id) = named { return stores.first { $0.id == id } }
    let folders = Set(
      deliveries.flatMap { $0.source.split(separator: "/").dropLast().map(String.init) })
    let fitting = stores.filter { folders.contains($0.id) }
    if fitting.count == 1 { return fitting[0] }
    return stores.count == 1 ? stores[0] : nil
  }
}

extension ChannelDocumentRecord {
  fileprivate mutating func refuse(_ kind: FindingKind, _ what: String, _ whatToDo: String) {
    isRefused = true
    findings = [
      DocumentFinding(
        kind: kind, severity: .error, line: nil, column: nil, settlementID: nil, amount: nil,
        what: what, whatToDo: whatToDo)
    ]
  }

  fileprivate mutating func refuseUnbound() {
    refuse(
      .unboundStore, "it is not clear which web store it is of",
      "describe the store in a [[webstore]] table of acorn.toml, or name it with --store")
  }

  fileprivate mutating func take(_ sheet: ChannelSheet) {
    rows = sheet.rows
    days = sheet.days
    isRefused = !sheet.isSound
    findings = isRefused ? sheet.problems : sheet.notes
    guard sheet.problemCount > sheet.problems.count else { return }
    findings.append(
      DocumentFinding(
        kind: .rowError, severity: .error, line: nil, column: nil, settlementID: nil, amount: nil,
        what: "there are \(sheet.problemCount - sheet.problems.count) more problems",
        whatToDo: "mend the first ones and import the document again"))
  }
}
