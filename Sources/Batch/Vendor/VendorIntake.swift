import FlatFile
import LedgerCore
import LedgerStore
import SellingPartner

/// Reads archived vendor documents for the ledger.
struct VendorIntake {
  let archive: Archive
  private let memo = VendorMemo()

  init(archive: Archive) { self.archive = archive }

  /// Whether the first bytes of a file are those of a vendor document.
  static func isVendor(prefix: [UInt8]) -> Bool {
    VendorPieces.isVendor(prefix: prefix) || VendorLists.kind(prefix: prefix) != nil
  }

  /// Returns whether anything was new.
  func run(into ledger: Ledger, deliveries: [Delivery]) throws(BatchError) -> Bool {
    let known = try storing { () throws(StoreError) in try ledger.vendorDigests() }
    let news = deliveries.filter { isVendor($0) && !known.contains($0.sha256) }
    let documents = Dictionary(grouping: news, by: \.sha256)
    var taken: Set<String> = []
    // In the order of the log: of equal records the one that was told first stays.
    for sha256 in news.map(\.sha256) where taken.insert(sha256).inserted {
      let deliveries = documents[sha256] ?? []
      let name = deliveries.map(\.name).min() ?? sha256
      let receivedAt = deliveries.map(\.receivedAt).min() ?? 0
      let path = archive.path(of: sha256)
      let isAnswer = deliveries.contains { $0.kind == .answer }
      let received = Instant(seconds: receivedAt)
      let read =
        isAnswer
        ? try answer(path).map { VendorIntake.read($0, receivedAt: received, memo) }
        : VendorIntake.read(path: path, receivedAt: received, memo)
      guard let (pieces, problems) = read else {
        throw BatchError("\(path): it cannot be read; run acorn archive verify", kind: .storage)
      }
      try storing { () throws(StoreError) in
        try ledger.append(
          vendorDocument: sha256, name: name, pieces.map(record),
          problems.map {
            VendorRecordProblem(
              sha256: sha256, name: name, line: Int64($0.line), what: $0.what,
              whatToDo: $0.whatToDo)
          })
      }
    }
    return !documents.isEmpty
  }

  private func isVendor(_ delivery: Delivery) -> Bool {
    delivery.kind == .vendor
      || (delivery.kind == .answer
        && APIRequest.operation(ofSource: delivery.source)?.isVendor ?? false)
  }

  /// The pages of an answer as one document.
  private func answer(_ path: String) throws(BatchError) -> [UInt8]? {
    var pages: [[UInt8]] = []
    try AnswerDocument.forEachPage(ofFile: path) { pages.append($0) }
    return VendorPieces.joined(pages)
  }

  /// The records of a file, gzipped or not; nil when it cannot be read at all.
  static func read(
    path: String, receivedAt: Instant, _ memo: VendorMemo
  ) -> (pieces: [VendorPiece], problems: [VendorProblem])? {
    do throws(FlatFileError) {
      return try DocumentProbe.contents(path).map { read($0, receivedAt: receivedAt, memo) }
    } catch {
      return ([], [VendorProblem(line: 1, what: error.what, whatToDo: error.whatToDo)])
    }
  }

  private static func read(
    _ bytes: [UInt8], receivedAt: Instant, _ memo: VendorMemo
  ) -> (pieces: [VendorPiece], problems: [VendorProblem]) {
    if let kind = VendorLists.kind(prefix: Array(bytes.prefix(8192))) {
      return VendorLists.read(bytes, kind, receivedAt: receivedAt)
    }
    let read = VendorPieces(bytes, receivedAt: receivedAt, memo: memo)
    return (read.pieces, read.problems)
  }

  private func record(_ piece: VendorPiece) -> VendorRecord {
    VendorRecord(
      kind: piece.kind.rawValue, key: piece.key, knownAt: piece.known.seconds,
      rank: Int64(piece.rank), line: Int64(piece.line), body: piece.body)
  }
}

extension VendorBooks {
  /// The documents in their last state; a later header of a list brings a full record up to date.
  ///
  /// Records were checked before they were stored: one that cannot be read again is an error.
  init(records: [VendorRecord]) throws(BatchError) {
    self.init()
    var invoiceHeaders: [String: VendorRecord] = [:]
    var remittanceHeaders: [String: VendorRecord] = [:]
    var full: Set<String> = []
    for record in records {
      switch record.kind {
      case VendorKind.invoiceHeader.rawValue: invoiceHeaders[record.key] = record
      case VendorKind.remittanceHeader.rawValue: remittanceHeaders[record.key] = record
      case VendorKind.invoice.rawValue, VendorKind.remittance.rawValue: full.insert(record.key)
      default: break
      }
    }
    func later(_ record: VendorRecord, _ headers: [String: VendorRecord]) -> VendorRecord? {
      headers[record.key].flatMap {
        ($0.knownAt, $0.rank) > (record.knownAt, record.rank) ? $0 : nil
      }
    }
    func read<Value>(_ value: Value?, _ record: VendorRecord) throws(BatchError) -> Value {
      guard let value else {
        throw BatchError(
          "vendor record \(record.kind) \(record.key) of the ledger cannot be read;"
            + " run acorn rebuild", kind: .storage)
      }
      return value
    }
    for record in records {
      switch VendorKind(rawValue: record.kind) {
      case .order: orders.append(try read(VendorWire.order(record.body), record))
      case .status: statuses.append(try read(VendorWire.status(record.body), record))
      case .shipment: shipments.append(try read(VendorWire.shipment(record.body), record))
      case .sentInvoice: sent.append(try read(VendorWire.sentInvoice(record.body), record))
      case .invoice:
        var invoice = try read(VendorWire.invoice(record.body), record)
        if let header = later(record, invoiceHeaders) {
          invoice = invoice.updated(by: try read(VendorWire.invoice(header.body), header))
        }
        invoices.append(invoice)
      case .remittance:
        var remittance = try read(VendorWire.remittance(record.body), record)
        if let header = later(record, remittanceHeaders) {
          remittance = remittance.updated(by: try read(VendorWire.remittance(header.body), header))
        }
        remittances.append(remittance)
      case .invoiceHeader where !full.contains(record.key):
        invoices.append(try read(VendorWire.invoice(record.body), record))
      case .remittanceHeader where !full.contains(record.key):
        remittances.append(try read(VendorWire.remittance(record.body), record))
      case .chargeback:
        charges.append(try read(VendorLists.charge(VendorLists.cells(record.body)), record))
      case .memo:
        charges.append(try read(VendorLists.memo(VendorLists.cells(record.body)), record))
      case .claim:
        claims.append(try read(VendorLists.claim(VendorLists.cells(record.body)), record))
      case .invoiceHeader, .remittanceHeader, nil: break
      }
    }
  }
}
