import FlatFile

/// Decodes a deflate stream into memory in which what was decoded before stands in front.
///
/// Written here since libz, with one symbol a step, is what a run waits for; both are compared by
/// tests on random and on damaged streams.
/// - Source: RFC 1951.
package struct DeflateDecoder: ~Copyable {
  /// The longest match, with literals in front of it and what copying writes behind its end.
  package static let slackBytes = 258 + 32

  var input: BitInput
  private var block = Block.header
  private var isLast = false
  private(set) var literals = HuffmanTable(symbols: HuffmanTable.literalsAndLengths, firstBits: 11)
  private(set) var distances = HuffmanTable(symbols: HuffmanTable.distances, firstBits: 9)
  private var codeLengths = HuffmanTable(symbols: HuffmanTable.codeLengths, firstBits: 7)

  /// Where in a block the decoder stands.
  private enum Block {
    case header, compressed
    case stored(bytesLeft: Int)
    case end
  }

  package init(_ source: any ByteSource) { input = BitInput(source) }

  /// Begins another stream at the next byte.
  mutating func restart() {
    block = .header
    isLast = false
  }

  /// Whether the stream has ended, with all of it decoded.
  package var isAtEnd: Bool { if case .end = block { true } else { false } }

  /// Decodes to `start` until `goal` is reached or passed, or the stream ends; returns the place
  /// reached. Matches go back to `history` at most; `slackBytes` behind `goal` may be written.
  package mutating func decode(
    _ start: UnsafeMutableRawPointer, until goal: UnsafeMutableRawPointer,
    history: UnsafeMutableRawPointer
  ) throws(FlatFileError) -> UnsafeMutableRawPointer {
    var out = start
    while out < goal {
      switch block {
      case .header: try readHeader()
      case .compressed:
        if try decodeSymbols(&out, until: goal, history: history) { try endBlock() }
      case .stored(let bytesLeft):
        let count = try min(bytesLeft, goal - out, input.available())
        guard count > 0 || bytesLeft == 0 else { throw BitInput.torn }
        out.copyMemory(from: input.next, byteCount: count)
        input.next += count
        out += count
        block = .stored(bytesLeft: bytesLeft - count)
        if count == bytesLeft { try endBlock() }
      case .end: return out
      }
    }
    return out
  }

  private mutating func endBlock() throws(FlatFileError) {
    block = .header
    if isLast {
      try input.align()
      block = .end
    }
  }

  // MARK: - Headers of blocks

  private mutating func readHeader() throws(FlatFileError) {
    try input.fill()
    isLast = input.take(1) == 1
    switch input.take(2) {
    case 0:
      try input.align()
      var header: [UInt8] = []
      while header.count < 4 {
        guard let byte = try input.byte() else { throw BitInput.torn }
        header.append(byte)
      }
      guard header[0] == ~header[2], header[1] == ~header[3] else { throw DeflateDecoder.damaged }
      block = .stored(bytesLeft: Int(header[0]) | Int(header[1]) << 8)
    case 1:
      let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 } as [UInt8]
      guard literals.build(lengths[...]), distances.build([UInt8](repeating: 5, count: 32)[...])
      else { preconditionFailure("the fixed codes are complete") }
      block = .compressed
    case 2:
      try readCodes()
      block = .compressed
    default: throw DeflateDecoder.damaged
    }
  }

  /// The order in which a block states the lengths of the codes for code lengths.
  private static let lengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func readCodes() throws(FlatFileError) {
    let literalCount = input.take(5) + 257
    let distanceCount = input.take(5) + 1
    let lengthCount = input.take(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw DeflateDecoder.damaged }
    var lengths = [UInt8](repeating: 0, count: 19)
    for place in DeflateDecoder.lengthOrder.prefix(lengthCount) {
      try input.fill()
      lengths[place] = UInt8(input.take(3))
    }
    guard lengths.contains(where: { $0 > 1 }) || lengths.count(where: { $0 == 1 }) == 2,
      codeLengths.build(lengths[...])
    else { throw DeflateDecoder.damaged }
    let total = literalCount + distanceCount
    let codes = try readLengths(total)
    guard codes[256] > 0, literals.build(codes[..<literalCount]),
      distances.build(codes[literalCount...])
    else { throw DeflateDecoder.damaged }
  }

  /// The lengths of the codes of literals and distances, in which runs are shortened.
  private mutating func readLengths(_ total: Int) throws(FlatFileError) -> [UInt8] {
    var lengths: [UInt8] = []
    lengths.reserveCapacity(total)
    while lengths.count < total {
      try input.fill()
      let entry = codeLengths.entries[Int(input.bits & 127)]
      input.drop(Int(entry & 0xFF))
      let symbol = Int(entry >> 16)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw DeflateDecoder.damaged }
        lengths += repeatElement(last, count: 3 + input.take(2))
      case 17: lengths += repeatElement(0, count: 3 + input.take(3))
      case 18: lengths += repeatElement(0, count: 11 + input.take(7))
      default: lengths.append(UInt8(symbol))
      }
    }
    guard lengths.count == total else { throw DeflateDecoder.damaged }
    return lengths
  }

  static let damaged = BitInput.damage("the compressed data are damaged")
}
