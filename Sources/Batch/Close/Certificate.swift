import LedgerCore
import LedgerStore
import Reporting

/// What a certificate says of the run that it vouches for.
package struct CertifiedRun: Sendable {
  package let asOf: Instant
  package let version: String
  package let exitStatus: Int32

  package init(asOf: Instant, version: String, exitStatus: Int32) {
    self.asOf = asOf
    self.version = version
    self.exitStatus = exitStatus
  }
}

/// The certificate of a folder of reports: which documents they follow from, which identities hold,
/// which bytes they have. `Scripts/verify_close.py` checks it without Acorn.
///
/// A certificate lists the documents that came since the one before it and names that one by its
/// SHA-256, and each is archived: together they list every document once, and none can be changed
/// or left out. Its last member is the SHA-256 of all bytes before it.
struct Certificate {
  static let fileName = "certificate.json"

  let bytes: [UInt8]

  /// `deliveries` are all that were known; those after `previous` are listed. `reports` are the
  /// files beside the certificate, `channels` what the journal books of each channel.
  init(
    _ run: CertifiedRun, _ books: Books, _ reports: [FileDigest], _ channels: JSONDocument,
    _ deliveries: [Delivery],
    previous: (delivery: Delivery, place: Int)?
  ) throws(BatchError) {
    let (archive, ledger) = (books.archive, books.ledger)
    let log = try storing { () throws(StoreError) in
      try archive.logState(lines: deliveries.count)
    }
    let inputs = deliveries[(previous?.place ?? 0)...]
    let (rows, refused) = try storing { () throws(StoreError) in
      (try ledger.documentRows(), Set(try ledger.refusedDocuments().map(\.sha256)))
    }
    var members: [(String, JSONDocument)] = [
      ("certificate", .text("acorn")), ("version", .integer(1)),
      (
        "run",
        .object([
          ("as_of", .text(run.asOf.description)), ("software", .text("acorn \(run.version)")),
          ("exit_status", .integer(Int64(run.exitStatus))),
        ])
      ),
      (
        "archive",
        .object([
          ("deliveries", .integer(Int64(deliveries.count))),
          ("log_bytes", .integer(Int64(log.byteCount))), ("log_sha256", .text(log.sha256)),
        ])
      ),
    ]
    members.append(("inputs", .array(inputs.map { Certificate.input($0, rows) })))
    members.append(("refused", .array(refused.sorted().map { .text($0) })))
    members.append(("user_files", Certificate.userFiles(deliveries)))
    members.append(("identities", try Certificate.identities(ledger)))
    members.append(("broken", try Certificate.broken(ledger)))
    members.append(("channels", channels))
    members.append(("reports", Certificate.reports(reports)))
    members.append(("previous", .text(previous?.delivery.sha256 ?? "")))
    bytes = Certificate.sealed(members)
  }

  /// How far the log of deliveries reached, as a certificate says; nil where these bytes are none.
  static func logState(_ bytes: [UInt8]) -> LogState? {
    let start = Array("\"archive\":".utf8)
    // It comes long before the inputs, of which the first certificate of a home has all.
    var rest = bytes[...]
    while !rest.starts(with: start) {
      guard let end = rest.firstIndex(of: 10) else { return nil }
      rest = rest[(end + 1)...]
    }
    let line = rest.prefix { $0 != 10 }
    let words = String(decoding: line, as: UTF8.self).split { "{},:\"".contains($0) }
    guard words.count == 7, let lines = Int(words[2]), let byteCount = Int(words[4]) else {
      return nil
    }
    return LogState(lines: lines, byteCount: byteCount, sha256: String(words[6]))
  }

  // MARK: - Members

  private static func input(_ delivery: Delivery, _ rows: [String: Int64]) -> JSONDocument {
    .object([
      ("sha256", .text(delivery.sha256)), ("bytes", .integer(Int64(delivery.byteCount))),
      ("kind", .text(delivery.kind.rawValue)), ("source", .text(delivery.source)),
      ("rows", rows[delivery.sha256].map { .integer($0) } ?? .null),
    ])
  }

  /// The user's files in force, by what they are.
  private static func userFiles(_ deliveries: [Delivery]) -> JSONDocument {
    var latest: [String: String] = [:]
    for delivery in deliveries where delivery.kind == .master {
      latest[delivery.source] = delivery.isNoFile ? nil : delivery.sha256
    }
    return .object(latest.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
  }

  private static func identities(_ ledger: Ledger) throws(BatchError) -> JSONDocument {
    let counts = try storing { () throws(StoreError) in try ledger.identityCounts() }
    return .object(
      counts.sorted { $0.key < $1.key }.map { name, statuses in
        (name, .object(statuses.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
      })
  }

  private static func broken(_ ledger: Ledger) throws(BatchError) -> JSONDocument {
    let names = [
      "identity", "store", "account_type", "currency", "settlement_id", "expected", "actual",
      "difference", "cause", "evidence",
    ]
    var results: [JSONDocument] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(
        "SELECT \(names.joined(separator: ", ")) FROM identity_result"
          + " WHERE status = 'broken' ORDER BY position", columns: Int32(names.count)
      ) { cells in results.append(.object(zip(names, cells).map { ($0, .text($1)) })) }
    }
    return .array(results)
  }

  private static func reports(_ files: [FileDigest]) -> JSONDocument {
    .array(
      files.map {
        .object([
          ("name", .text($0.name)), ("bytes", .integer(Int64($0.byteCount))),
          ("sha256", .text($0.sha256)),
        ])
      })
  }

  /// A line a member and one an element of a list; the seal comes last.
  private static func sealed(_ members: [(String, JSONDocument)]) -> [UInt8] {
    var bytes = Array("{\n".utf8)
    for (name, value) in members {
      bytes += Array("\"\(name)\":".utf8)
      if case .array(let elements) = value, !elements.isEmpty {
        for (index, element) in elements.enumerated() {
          bytes += Array((index == 0 ? "[\n" : ",\n").utf8) + element.bytes
        }
        bytes += Array("]".utf8)
      } else {
        bytes += value.bytes
      }
      bytes += Array(",\n".utf8)
    }
    return bytes + Array("\"seal\":\"\(SHA256.hex(of: bytes))\"}\n".utf8)
  }
}

extension Books {
  /// Puts the reference tables and the certificate beside the reports of a folder, and archives the
  /// certificate where `isClose`; returns its SHA-256.
  ///
  /// A close that is run again with nothing new has the certificate that it had. What is `known` of
  /// the reports is not read again.
  @discardableResult
  package func certify(
    _ folder: String, _ run: CertifiedRun, known: [FileDigest] = [], isClose: Bool = true
  ) throws(BatchError) -> String {
    try ReferenceTables(master: master).write(to: folder)
    let reports = try FileDigest.all(in: folder, known: known).filter {
      $0.name != Certificate.fileName && $0.name != FileDigest.listName
    }
    let channels = try channelTotals()
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    if let last = deliveries.last, last.kind == .certificate {
      let before = Array(deliveries.dropLast())
      let again = try Certificate(
        run, self, reports, channels, before, previous: Books.lastCertificate(before))
      if SHA256.hex(of: again.bytes) == last.sha256 {
        try replaceFile("\(folder)/\(Certificate.fileName)", with: again.bytes)
        return last.sha256
      }
    }
    let certificate = try Certificate(
      run, self, reports, channels, deliveries, previous: Books.lastCertificate(deliveries))
    try replaceFile("\(folder)/\(Certificate.fileName)", with: certificate.bytes)
    let sha256 = SHA256.hex(of: certificate.bytes)
    guard isClose else { return sha256 }
    let all = try storing { () throws(StoreError) in
      let stored = try archive.store(bytes: certificate.bytes)
      try archive.append([
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .certificate,
          source: "close of \(run.asOf)", store: "", receivedAt: context.now.seconds)
      ])
      return try archive.deliveries()
    }
    try LogKnowledge.keep(archive, ledger, all)
    return sha256
  }

  /// The last certificate among deliveries, and its place, which is the count of what it knew. Where
  /// somebody has accepted the archive as it was, a new chain begins.
  private static func lastCertificate(
    _ deliveries: [Delivery]
  ) -> (delivery: Delivery, place: Int)? {
    deliveries.sinceAccepted.lastIndex { $0.kind == .certificate }.map { (deliveries[$0], $0) }
  }
}
