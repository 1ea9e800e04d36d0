import LedgerCore

/// A page of listTransactions cut into its records, so that each can be read for itself, or left
/// unread.
///
/// A night tells records by the hundred thousand, nearly all in known words: a tree of all of a page
/// takes longer than whatever else is done with it.
struct TransactionSlices {
  let bytes: [UInt8]
  /// Where the records stand, in their order.
  let places: [Range<Int>]
  /// The page without its records.
  let frame: JSONValue

  /// Nil where the bytes are no page, or one built in another way.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard let places = TransactionSlices.places(in: JSONSlices(bytes: bytes)) else { return nil }
    let start = places.first?.lowerBound ?? bytes.count
    let end = places.last?.upperBound ?? bytes.count
    guard let frame = JSONValue(bytes[..<start] + bytes[end...]),
      frame["payload"]["transactions"].isArray
    else { return nil }
    (self.places, self.frame) = (places, frame)
  }

  /// Found in one pass.
  private static func places(in page: JSONSlices) -> [Range<Int>]? {
    var places: [Range<Int>]?
    let end = page.fields(at: 0) { name, start in
      guard name == "payload" else { return page.value(from: start)?.upperBound }
      // Of fields of one name the last counts.
      places = nil
      return page.fields(at: start) { name, start in
        guard name == "transactions" else { return page.value(from: start)?.upperBound }
        let list = page.elements(at: start)
        places = list?.elements
        return list?.end
      }
    }
    return end == nil ? nil : places
  }

  /// What stands for the bytes of the record at a place.
  func wording(at place: Range<Int>) -> Fingerprint {
    var print = Fingerprint()
    bytes.withUnsafeBytes { print.add(bytes: UnsafeRawBufferPointer(rebasing: $0[place])) }
    return print
  }

  /// The record at a place; nil where it is no JSON.
  func record(at place: Range<Int>) -> JSONValue? { JSONValue(bytes[place]) }
}
