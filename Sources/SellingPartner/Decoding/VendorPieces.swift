import LedgerCore

/// The kinds of records that vendor documents hold.
package enum VendorKind: String, Sendable, CaseIterable {
  case order, status, shipment
  case sentInvoice = "sent_invoice"
  case invoice, remittance
  /// Of lists: a header without its lines.
  case invoiceHeader = "invoice_header"
  case remittanceHeader = "remittance_header"
  // Of Vendor Central's lists and the user's claims.
  case chargeback, memo, claim
}

/// One record of a vendor document, checked, with its bytes.
package struct VendorPiece: Sendable, Equatable {
  package let kind: VendorKind
  /// What it is about: a later record of the same kind and key replaces an earlier one.
  package let key: String
  /// When it was so, and which of two at that instant is the later state.
  package let known: Instant
  package let rank: Int
  package let line: Int
  package let body: [UInt8]

  package init(
    kind: VendorKind, key: String, known: Instant, rank: Int = 0, line: Int, body: [UInt8]
  ) {
    self.kind = kind
    self.key = key
    self.known = known
    self.rank = rank
    self.line = line
    self.body = body
  }
}

/// A record that cannot be used, and why.
package struct VendorProblem: Sendable, Equatable {
  package let line: Int
  package let what: String
  package let whatToDo: String

  package init(line: Int, what: String, whatToDo: String) {
    self.line = line
    self.what = what
    self.whatToDo = whatToDo
  }
}

/// The records of a JSON document: one value, or one value a line; plain bodies of the API, lists
/// of them, and wrappers that say from when on a version was known.
///
/// A broken record is told with its line and stops no other.
package struct VendorPieces {
  package private(set) var pieces: [VendorPiece] = []
  package private(set) var problems: [VendorProblem] = []
  private let slices: JSONSlices
  private let receivedAt: Instant
  private let memo: VendorMemo
  /// The last place whose line was asked for; records are read from the first to the last.
  private var counted = (place: 0, line: 1)

  package init(_ bytes: [UInt8], receivedAt: Instant, memo: VendorMemo = VendorMemo()) {
    slices = JSONSlices(bytes: bytes)
    self.receivedAt = receivedAt
    self.memo = memo
    let first = slices.value(from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    if let first, slices.skipBlanks(first.upperBound) == bytes.count {
      read(first, known: nil)
    } else {
      readLines()
    }
  }

  /// Whether the first bytes of a file look like a vendor document in JSON.
  package static func isVendor(prefix: [UInt8]) -> Bool {
    let head = String(decoding: prefix, as: UTF8.self)
    guard let first = head.utf8.first(where: { $0 > 32 && $0 < 128 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return false }
    return [
      "\"purchaseOrderNumber\"", "\"shipmentConfirmations\"", "\"shipmentIdentifier\"",
      "\"invoiceIdentifier\"", "\"invoiceNumber\"", "\"uniquePaymentId\"", "\"remitToParty\"",
      "\"ordersStatus\"", "\"remittances\"",
    ].contains { head.contains($0) }
  }

  // MARK: - Documents

  private mutating func readLines() {
    var start = 0
    var line = 1
    let bytes = slices.bytes
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let first = slices.skipBlanks(start)
      if first < end {
        if let value = slices.value(from: first), value.upperBound <= end,
          slices.skipBlanks(value.upperBound) >= end
        {
          read(value, known: nil)
        } else {
          tell(line, "this is no whole JSON value", "have the document written again")
          // Without one value a line, what follows are pieces of the same broken value.
          if pieces.isEmpty, problems.count == 1 { return }
        }
      }
      start = end + 1
      line += 1
    }
    if pieces.isEmpty, problems.isEmpty { tell(1, "the document is empty", "write it again") }
  }

  private mutating func tell(_ line: Int, _ what: String, _ whatToDo: String) {
    problems.append(VendorProblem(line: line, what: what, whatToDo: whatToDo))
  }

  // MARK: - Values

  private static let lists: Set = [
    "orders", "ordersStatus", "shipmentConfirmations", "invoices", "remittances",
  ]
  private static let wrappers: Set = ["payload", "record", "body"]
  private static let pairs = [
    ("header", "items"), ("invoiceHeader", "invoiceItems"),
    ("remittanceHeader", "remittanceItems"),
  ]

  private mutating func read(_ range: Range<Int>, known: Instant?) {
    if let elements = slices.elements(of: range) {
      for element in elements { read(element, known: known) }
      return
    }
    guard let members = slices.members(of: range) else {
      tell(
        line(of: range.lowerBound), "this is no JSON object", "have the document written again")
      return
    }
    let fields = Dictionary(
      members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let since = (fields["known_from"] ?? fields["sent_at"]).flatMap { stated in
      JSONValue(slices.bytes[stated])?.instant
    }
    let inner = members.filter {
      VendorPieces.lists.contains($0.name) || VendorPieces.wrappers.contains($0.name)
    }
    let isPair = VendorPieces.pairs.contains { fields[$0.0] != nil }
    if !isPair, !inner.isEmpty, fields["purchaseOrderNumber"] == nil, fields["invoiceNumber"] == nil
    {
      for member in inner { read(member.value, known: since ?? known) }
      return
    }
    if fields["pagination"] != nil, fields.count == 1 { return }
    let line = line(of: range.lowerBound)
    let body = Array(slices.bytes[range])
    do throws(VendorWireError) {
      let facts = try memo.facts(of: body)
      pieces.append(
        VendorPiece(
          kind: facts.kind, key: facts.key,
          known: facts.own ?? since ?? known ?? facts.otherwise ?? receivedAt, rank: facts.rank,
          line: line, body: body))
    } catch {
      tell(line, error.what, "correct the record, or download it again; the others are used")
    }
  }

  /// The line, counted from 1, of a place.
  private mutating func line(of place: Int) -> Int {
    if place < counted.place { counted = (0, 1) }
    let end = min(place, slices.bytes.count)
    counted = (end, counted.line + slices.bytes[counted.place..<end].count { $0 == 10 })
    return counted.line
  }
}

/// Records that were read before. Answers overlap: most of what one tells was told by another, to
/// the byte.
package final class VendorMemo {
  private var known: [ByteString: Result<VendorWire.Facts, VendorWireError>] = [:]

  package init() {}

  func facts(of body: [UInt8]) throws(VendorWireError) -> VendorWire.Facts {
    let key = ByteString(body)
    if let known = known[key] { return try known.get() }
    let facts = Result { () throws(VendorWireError) in try VendorWire.facts(of: body) }
    known[key] = facts
    return try facts.get()
  }
}

extension VendorPieces {
  /// One document of the pages of an answer: the lines of an invoice or a remittance may go over
  /// several pages, which repeat the header.
  package static func joined(_ pages: [[UInt8]]) -> [UInt8] {
    guard pages.count > 1 else { return pages.first ?? [] }
    for (head, items) in pairs {
      var body: [UInt8] = []
      for page in pages {
        let slices = JSONSlices(bytes: page)
        guard let whole = slices.value(from: 0), let members = slices.members(of: whole),
          let header = members.first(where: { $0.name == head })
        else { break }
        if body.isEmpty {
          body = Array("{\"\(head)\":".utf8 + page[header.value]) + Array(",\"\(items)\":[".utf8)
        }
        let lines =
          members.first { $0.name == items }.flatMap { slices.elements(of: $0.value) } ?? []
        for line in lines {
          if body.last != UInt8(ascii: "[") { body.append(UInt8(ascii: ",")) }
          body += page[line]
        }
      }
      if !body.isEmpty { return body + Array("]}".utf8) }
    }
    // Pages of a list stand on their own: one a line.
    var lines: [UInt8] = []
    for page in pages { lines += page.map { $0 == 10 || $0 == 13 ? 32 : $0 } + [10] }
    return lines
  }
}

extension PageHead {
  /// The token and the number of records of a vendor operation's page; nil when it is none.
  init?(vendorPage bytes: [UInt8], of operation: Operation) {
    guard let page = JSONValue(bytes) else { return nil }
    let payload = page["payload"]
    switch operation {
    case .getPurchaseOrders, .getPurchaseOrdersStatus:
      guard payload.isPresent else { return nil }
      let name = operation == .getPurchaseOrders ? "orders" : "ordersStatus"
      self.init(
        nextToken: payload["pagination"]["nextToken"].text, records: payload[name].elements.count)
    case .getInvoiceHeaders, .getRemittanceHeaders:
      let name = operation == .getInvoiceHeaders ? "invoices" : "remittances"
      guard page[name].isPresent else { return nil }
      self.init(nextToken: page["nextToken"].text, records: page[name].elements.count)
    default:
      let name = operation == .getInvoice ? "invoice" : "remittance"
      guard page["\(name)Header"].isPresent else { return nil }
      self.init(
        nextToken: page["nextTokenForLineItems"].text,
        records: page["\(name)Items"].elements.count)
    }
  }
}

/// Why a record is no vendor document.
package struct VendorWireError: Error, Equatable, Sendable {
  package let what: String
}
