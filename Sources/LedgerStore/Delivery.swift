import LedgerCore

/// How a document reached the archive.
///
/// A log has one for each call of each night, and a run keeps many lists of them: these share it.
package final class Delivery: Hashable, Sendable {
  /// What a document is: a settlement file, a file of the user's master data, an answer
  /// of SP-API, a bank statement, somebody's decision about an exception, a night's
  /// forecasts, a month that was locked or opened again, an export of the outlets' tills or of
  /// a web store, a document between a vendor and Amazon, or the certificate of a close.
  package enum Kind: String, CaseIterable, Sendable {
    case answer, settlement, master, bank, decision, forecast, period, till, webstore, vendor
    case certificate

    private static let names = allCases.map { (name: Array($0.rawValue.utf8), kind: $0) }

    init?(_ name: UnsafeRawBufferPointer) {
      guard let known = Kind.names.first(where: { $0.name.elementsEqual(name) }) else { return nil }
      self = known.kind
    }
  }

  package let sha256: String
  package let byteCount: Int
  package let kind: Kind
  /// The file's path as it was imported, or the API call it came from.
  package let source: String
  /// The store named by the user for it; empty when none was.
  package let store: String
  /// Seconds since 1970 at which it was received, and at which Amazon published it, if known. The
  /// archive's deliveries are received one after the other (see `Archive.deliveries`).
  package let receivedAt: Int64
  package let publishedAt: Int64?

  package init(
    sha256: String, byteCount: Int, kind: Kind, source: String, store: String, receivedAt: Int64,
    publishedAt: Int64? = nil
  ) {
    self.sha256 = sha256
    self.byteCount = byteCount
    self.kind = kind
    self.source = source
    self.store = store
    self.receivedAt = receivedAt
    self.publishedAt = publishedAt
  }

  /// The last part of the source: a file's name.
  package var name: String { source.split(separator: "/").last.map(String.init) ?? source }

  /// The same document, received at another second.
  func received(at second: Int64) -> Delivery {
    guard second != receivedAt else { return self }
    return Delivery(
      sha256: sha256, byteCount: byteCount, kind: kind, source: source, store: store,
      receivedAt: second, publishedAt: publishedAt)
  }

  /// Whether the other delivery says nothing new: same document, source and store.
  package func repeats(_ other: Delivery) -> Bool {
    sha256 == other.sha256 && source == other.source && store == other.store && kind == other.kind
  }

  /// What a delivery says, whenever it came.
  package var sayings: [String] { [sha256, source, store, kind.rawValue] }

  package static func == (lhs: Delivery, rhs: Delivery) -> Bool {
    lhs.repeats(rhs) && lhs.byteCount == rhs.byteCount && lhs.receivedAt == rhs.receivedAt
      && lhs.publishedAt == rhs.publishedAt
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(sha256)
    hasher.combine(source)
    hasher.combine(receivedAt)
  }

  // MARK: - One line of the log

  /// Tab-separated, `%`, tab and line feed escaped, with a checksum at its end.
  var line: String {
    let cells = [
      sha256, String(byteCount), kind.rawValue, Delivery.escaped(source), Delivery.escaped(store),
      String(receivedAt), publishedAt.map(String.init) ?? "",
    ]
    let body = cells.joined(separator: "\t")
    let checksum = Array(body.utf8).withUnsafeBytes { SHA256.hex(of: $0).prefix(16) }
    return "\(body)\t\(checksum)\n"
  }

  private static let cellCount = 8

  /// Reads a line without its line feed; nil when it is torn or damaged.
  ///
  /// Nothing is copied but the texts that are kept; `hash` is of use for the next line again.
  static func read(line: UnsafeRawBufferPointer, _ hash: borrowing SHA256) -> Delivery? {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: cellCount) { ends in
      var count = 0
      for place in line.indices where line[place] == 9 {
        guard count < cellCount - 1 else { return nil }
        ends[count] = place
        count += 1
      }
      guard count == cellCount - 1 else { return nil }
      ends[count] = line.count
      func bytes(_ cell: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: line[(cell == 0 ? 0 : ends[cell - 1] + 1)..<ends[cell]])
      }
      let body = UnsafeRawBufferPointer(rebasing: line[..<ends[6]])
      guard hash.begins(digestOf: body, with: bytes(7)), let byteCount = integer(bytes(1)),
        let kind = Kind(bytes(2)), let receivedAt = integer(bytes(5))
      else { return nil }
      return Delivery(
        sha256: String(decoding: bytes(0), as: UTF8.self), byteCount: Int(byteCount), kind: kind,
        source: percentDecoded(bytes(3)), store: percentDecoded(bytes(4)), receivedAt: receivedAt,
        publishedAt: integer(bytes(6)))
    }
  }

  private static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
    Int64(String(decoding: text, as: UTF8.self))
  }

  private static func escaped(_ text: String) -> String {
    String(
      decoding: text.utf8.flatMap { byte -> [UInt8] in
        byte < 32 || byte == 37
          ? Array("%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
          : [byte]
      }, as: UTF8.self)
  }
}

extension [Delivery] {
  /// What was known at a second.
  package func known(at second: Int64) -> [Delivery] { filter { $0.receivedAt <= second } }
}
