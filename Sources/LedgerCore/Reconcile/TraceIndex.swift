/// Finds the trace ids that a bank line's text names.
///
/// Banks glue references together and break them into lines, so a long id counts wherever it
/// stands; a short one, which other numbers may contain, only as a word of its own.
struct TraceIndex {
  private var places: [ArraySlice<UInt8>: Int] = [:]
  private var lengths: [Int] = []
  /// The last bytes of the ids: nearly nowhere does a text have them, and only there it is looked at.
  private var tails: Set<Int64> = []

  /// Shorter ids are no evidence.
  private static let leastLength = 6
  private static let lengthThatMayBeGlued = 12

  /// - Parameter traces: the ids, upper or lower case; of equal ones none counts.
  init(_ traces: [ByteString]) {
    var repeated: Set<ArraySlice<UInt8>> = []
    for (place, trace) in traces.enumerated() where trace.bytes.count >= TraceIndex.leastLength {
      let key = trace.lowercasedASCII.bytes[...]
      if places.updateValue(place, forKey: key) != nil { repeated.insert(key) }
    }
    for key in repeated { places[key] = nil }
    lengths = Set(places.keys.map(\.count)).sorted()
    for key in places.keys { tails.insert(key.reduce(0, TraceIndex.tail)) }
  }

  /// The places of the traces in a text, ascending, each once.
  func traces(in text: ByteString) -> [Int] {
    let bytes = text.lowercasedASCII.bytes
    var found: Set<Int> = []
    var tail: Int64 = 0
    for end in 1..<(bytes.count + 1) {
      tail = TraceIndex.tail(tail, bytes[end - 1])
      guard tails.contains(tail) else { continue }
      for length in lengths where length <= end {
        let start = end - length
        guard let place = places[bytes[start..<end]] else { continue }
        let isWord =
          (start == 0 || !TraceIndex.isWordByte(bytes[start - 1]))
          && (end == bytes.count || !TraceIndex.isWordByte(bytes[end]))
        if isWord || length >= TraceIndex.lengthThatMayBeGlued { found.insert(place) }
      }
    }
    return found.sorted()
  }

  /// The last `leastLength` bytes, after another one.
  private static func tail(_ tail: Int64, _ byte: UInt8) -> Int64 {
    (tail << 8 | Int64(byte)) & (1 << (8 * Int64(leastLength)) - 1)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte)
  }
}
