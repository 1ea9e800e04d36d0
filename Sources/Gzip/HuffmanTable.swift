/// Finds the symbol of a Huffman code by its first bits, in one look or, for a long code, in two.
///
/// An entry is 32 bits, so that decoding needs no further table:
///
///     bits 0…7    bits that the symbol takes: those of its code and the extra ones behind it
///     bits 8…12   bits of the code alone; of an entry that points on: bits to look at next
///     bits 13…15  kind: end of the block, points on to longer codes, no code at all
///     bits 16…30  a literal, the base of a length or of a distance, or where to look next
///     bit  31     a literal
///
/// - Source: RFC 1951, sections 3.2.2 and 3.2.5.
struct HuffmanTable: ~Copyable {
  static let literal: UInt32 = 1 << 31
  static let endOfBlock: UInt32 = 1 << 13
  static let pointsOn: UInt32 = 1 << 14
  static let invalid: UInt32 = 1 << 15
  static let special = endOfBlock | pointsOn | invalid

  static let longestCode = 15

  let entries: UnsafeMutablePointer<UInt32>
  /// A code of at most so many bits is found in one look.
  private let firstBits: Int
  /// What the entry of each symbol holds besides the bits of its code.
  private let symbols: [UInt32]
  private var ordered: [UInt16]

  /// A table over `symbols`, which must be built before it is used.
  init(symbols: [UInt32], firstBits: Int) {
    self.symbols = symbols
    self.firstBits = firstBits
    ordered = Array(repeating: 0, count: symbols.count)
    let capacity = 1 << firstBits + symbols.count << (HuffmanTable.longestCode - firstBits)
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: HuffmanTable.invalid, count: capacity)
  }

  deinit { entries.deallocate() }

  /// Makes the table for the lengths of the symbols' codes; false when they make no code.
  ///
  /// As zlib has it, a code may be empty or be one symbol of one bit; else it must be complete.
  mutating func build(_ lengths: ArraySlice<UInt8>) -> Bool {
    var counts = [Int](repeating: 0, count: HuffmanTable.longestCode + 1)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    var free = 1
    var longest = 0
    for length in 1...HuffmanTable.longestCode {
      free = free * 2 - counts[length]
      if free < 0 { return false }
      if counts[length] > 0 { longest = length }
    }
    if free > 0 {
      if longest > 1 { return false }
      entries.update(repeating: HuffmanTable.invalid, count: 1 << firstBits)
    }
    order(lengths, counts)
    fill(counts, longest: longest)
    return true
  }

  /// Sorts the symbols by the lengths of their codes, which is the order of the codes themselves.
  private mutating func order(_ lengths: ArraySlice<UInt8>, _ counts: [Int]) {
    var places = [Int](repeating: 0, count: HuffmanTable.longestCode + 1)
    for length in 1..<HuffmanTable.longestCode {
      places[length + 1] = places[length] + counts[length]
    }
    for (symbol, length) in lengths.enumerated() where length > 0 {
      ordered[places[Int(length)]] = UInt16(symbol)
      places[Int(length)] += 1
    }
  }

  private func fill(_ counts: [Int], longest: Int) {
    let firstCount = 1 << firstBits
    let furtherBits = max(0, longest - firstBits)
    var nextTable = firstCount
    var currentPrefix = -1
    var currentTable = 0
    // The code with its first bit lowest, as it stands in the stream.
    var code = 0
    var place = 0
    for length in 1..<longest + 1 {
      for _ in 0..<counts[length] {
        let symbol = symbols[Int(ordered[place])]
        place += 1
        if length <= firstBits {
          let entry = symbol &+ UInt32(length) &* 0x101
          for at in stride(from: code, to: firstCount, by: 1 << length) { entries[at] = entry }
        } else {
          if code & (firstCount - 1) != currentPrefix {
            currentPrefix = code & (firstCount - 1)
            currentTable = nextTable
            nextTable += 1 << furtherBits
            entries[currentPrefix] =
              HuffmanTable.pointsOn | UInt32(currentTable) << 16 | UInt32(furtherBits) << 8
              | UInt32(firstBits)
          }
          let rest = length - firstBits
          let entry = symbol &+ UInt32(rest) &* 0x101
          for at in stride(from: code >> firstBits, to: 1 << furtherBits, by: 1 << rest) {
            entries[currentTable + at] = entry
          }
        }
        code = HuffmanTable.successor(of: code, length)
      }
    }
  }

  /// The next code of a length, counting from the first bit down; it also begins longer codes.
  private static func successor(of code: Int, _ length: Int) -> Int {
    var bit = 1 << (length - 1)
    while code & bit != 0 { bit >>= 1 }
    return bit == 0 ? 0 : code & (bit - 1) | bit
  }
}

extension HuffmanTable {
  /// Literals, the end of the block, and lengths; two more codes exist that mean nothing.
  static let literalsAndLengths: [UInt32] =
    (0..<256).map { literal | $0 << 16 } + [endOfBlock]
    + symbols(from: 3, extraBits: (0..<28).map { $0 < 4 ? 0 : ($0 - 4) / 4 })
    + [258 << 16, invalid, invalid]

  static let distances: [UInt32] =
    symbols(from: 1, extraBits: (0..<30).map { $0 < 2 ? 0 : ($0 - 2) / 2 }) + [invalid, invalid]

  /// The code of the code lengths themselves.
  static let codeLengths: [UInt32] = (0..<19).map { $0 << 16 }

  /// Each symbol stands for as many values as its extra bits tell apart.
  private static func symbols(from first: UInt32, extraBits: [UInt32]) -> [UInt32] {
    var base = first
    return extraBits.map { extra in
      defer { base += 1 << extra }
      return base << 16 | extra
    }
  }
}
