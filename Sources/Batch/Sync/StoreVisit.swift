import LedgerCore
import LedgerStore
import SellingPartner

/// One store's calls of one round, on a thread of its own; every answer is archived at once.
///
/// A failure ends what depends on it and nothing else, and is told in the outcome.
///
/// One thread at a time uses it: a round ends before the next begins.
final class StoreVisit: @unchecked Sendable {
  private let client: SellingPartnerClient
  private let archive: Archive
  private let now: Instant
  private(set) var outcome: SyncOutcome.Store
  /// The first error of disk or database: it ends the run.
  private(set) var storageError: StoreError?
  /// The first posting that this visit has listed.
  private(set) var firstListed: Instant?
  /// The words of its transactions that need not be read.
  var known: KnownWordings = [:]

  var store: String { client.identity.store }

  init(_ client: SellingPartnerClient, archive: Archive, now: Instant) {
    self.client = client
    self.archive = archive
    self.now = now
    outcome = SyncOutcome.Store(id: client.identity.store)
  }

  func finish() -> SyncOutcome.Store {
    outcome.count(client)
    return outcome
  }

  // MARK: - Listings

  /// Lists and archives; returns the pages, or the reason why there are none.
  @discardableResult
  func list(_ request: APIRequest) -> Result<[APIPage], SellingPartnerError> {
    guard request.operation.isOffered(in: client.identity.region) else {
      outcome.notOffered.insert(request.operation.rawValue)
      return .success([])
    }
    var document = AnswerDocument()
    var pages: [APIPage] = []
    do throws(SellingPartnerError) {
      try client.list(request, knowing: known) {
        document = AnswerDocument()
        pages = []
      } page: { bytes in
        document.append(bytes)
        // Transactions are many, and nobody needs them before they are in the ledger.
        if request.operation != .listTransactions,
          let page = APIPage(bytes, of: request.operation)
        {
          pages.append(page)
        }
      }
    } catch {
      note(error)
      return .failure(error)
    }
    archived(document.bytes, request)
    return .success(pages)
  }

  private func archived(_ bytes: [UInt8], _ request: APIRequest) {
    keep { () throws(StoreError) in
      let stored = try archive.store(bytes: bytes)
      try archive.append([
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .answer,
          source: request.source, store: client.identity.store, receivedAt: now.seconds)
      ])
      outcome.answers += 1
    }
  }

  /// Windows of at most a week, oldest first; stops at the first that fails, so that what is
  /// archived has no hole behind it.
  func listTransactions(_ window: Interval) -> Bool {
    for piece in window.pieces(days: 7) {
      guard storageError == nil, listPiece(piece) else { return false }
    }
    return true
  }

  private func listPiece(_ window: Interval) -> Bool {
    let request = APIRequest(
      .listTransactions,
      ["postedAfter": "\(window.start)", "postedBefore": "\(window.end)"])
    switch list(request) {
    case .success:
      firstListed = [firstListed, window.start].compactMap { $0 }.min()
      return true
    case .failure(let error):
      let isTooMuch = error.reason == .tooLarge || error.reason == .refused
      guard isTooMuch, window.seconds > 86_400 else { return false }
      outcome.failures.removeAll { $0 == error.description }
      let middle = Instant(seconds: window.start.seconds + window.seconds / 2)
      return listPiece(Interval(start: window.start, end: middle))
        && listPiece(Interval(start: middle, end: window.end))
    }
  }

  // MARK: - Documents

  private static let mostDownloads = 4

  /// Downloads a report's document, proves it whole and archives it.
  ///
  /// A file that looks damaged is fetched again; when Amazon sends the same bytes twice they are its
  /// own, and go into the archive as they are.
  func download(_ report: ReportFacts) {
    guard let documentID = report.documentID, storageError == nil else { return }
    var seen = Set<String>()
    var last: SellingPartnerError?
    for _ in 0..<Self.mostDownloads {
      let path = archive.temporaryPath()
      defer { FileSystem.remove(path) }
      do throws(SellingPartnerError) {
        let answer = try client.call(APIRequest(.getReportDocument, pathValue: documentID)) {
          DocumentAddress($0) == nil ? "no document address" : nil
        }
        guard let address = DocumentAddress(answer) else { return }
        _ = try client.download(url: address.url, to: path)
      } catch {
        last = error
        if error.place != "document" || error.reason == .refused { break }
        continue
      }
      var isTaken = false
      keep { () throws(StoreError) in
        let digest = try FileSystem.digest(path).sha256
        if let doubt = DownloadCheck.doubt(about: path), seen.insert(digest).inserted {
          last = SellingPartnerError(.damaged, "document", "report \(report.id): \(doubt)")
        } else {
          try take(path, report, documentID)
          isTaken = true
        }
      }
      if isTaken || storageError != nil { return }
    }
    if let last { note(last) }
  }

  private func take(
    _ path: String, _ report: ReportFacts, _ documentID: String
  ) throws(StoreError) {
    let stored = try archive.store(file: path)
    let source = APIRequest(
      .getReportDocument, pathValue: documentID, ["reportId": report.id]
    ).source
    try archive.append([
      Delivery(
        sha256: stored.sha256, byteCount: stored.byteCount, kind: .settlement, source: source,
        store: client.identity.store, receivedAt: now.seconds,
        publishedAt: report.createdAt.seconds)
    ])
    outcome.documents += 1
  }

  // MARK: - Errors

  private func note(_ error: SellingPartnerError) {
    if error.reason == .notOffered {
      outcome.notOffered.insert(error.place)
    } else if !outcome.failures.contains(error.description) {
      outcome.failures.append(error.description)
    }
  }

  private func keep(_ body: () throws(StoreError) -> Void) {
    do throws(StoreError) { try body() } catch { storageError = storageError ?? error }
  }
}
