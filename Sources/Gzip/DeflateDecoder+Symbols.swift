import FlatFile

/// The literals and matches of a block: where the time of inflating goes.
extension DeflateDecoder {
  /// Decodes symbols until `goal` is reached; true when the block has ended.
  ///
  /// 56 bits hold three codes of literals found in one look and a length, or a distance.
  mutating func decodeSymbols(
    _ out: inout UnsafeMutableRawPointer, until goal: UnsafeMutableRawPointer,
    history: UnsafeMutableRawPointer
  ) throws(FlatFileError) -> Bool {
    let (literals, distances) = (self.literals.entries, self.distances.entries)
    // Kept apart, so that they stay in registers.
    var at = out
    var bits = input.bits
    var count = input.count
    var next = input.next
    var safeEnd = input.safeEnd
    defer { out = at }
    while at < goal {
      if next > safeEnd {
        (input.bits, input.count, input.next) = (bits, count, next)
        try input.load()
        (bits, count, next, safeEnd) = (input.bits, input.count, input.next, input.safeEnd)
      }
      fill(&bits, &count, &next)
      var entry = literals[Int(truncatingIfNeeded: bits & 0x7FF)]
      if entry & HuffmanTable.literal != 0 {
        store(entry, &at, &bits, &count)
        entry = literals[Int(truncatingIfNeeded: bits & 0x7FF)]
        if entry & HuffmanTable.literal != 0 {
          store(entry, &at, &bits, &count)
          entry = literals[Int(truncatingIfNeeded: bits & 0x7FF)]
          if entry & HuffmanTable.literal != 0 {
            store(entry, &at, &bits, &count)
            continue
          }
        }
      }
      if entry & HuffmanTable.special != 0 {
        if entry & HuffmanTable.pointsOn != 0 {
          entry = literals[further(entry, &bits, &count)]
          if entry & HuffmanTable.literal != 0 {
            store(entry, &at, &bits, &count)
            continue
          }
        }
        if entry & HuffmanTable.special != 0 {
          drop(entry, &bits, &count)
          (input.bits, input.count, input.next) = (bits, count, next)
          guard entry & HuffmanTable.endOfBlock != 0 else { throw DeflateDecoder.damaged }
          try input.checkEnd()
          return true
        }
      }
      let length = value(entry, bits)
      drop(entry, &bits, &count)
      fill(&bits, &count, &next)
      entry = distances[Int(truncatingIfNeeded: bits & 0x1FF)]
      if entry & HuffmanTable.pointsOn != 0 { entry = distances[further(entry, &bits, &count)] }
      let distance = value(entry, bits)
      guard entry & HuffmanTable.invalid == 0, distance <= at - history else {
        throw DeflateDecoder.damaged
      }
      drop(entry, &bits, &count)
      copy(length, from: at - distance, to: at, distance)
      at += length
    }
    (input.bits, input.count, input.next) = (bits, count, next)
    return false
  }

  // MARK: - Steps, on variables of the loop

  @inline(__always)
  private func fill(_ bits: inout UInt64, _ count: inout Int, _ next: inout UnsafeRawPointer) {
    bits |= next.loadUnaligned(as: UInt64.self).littleEndian &<< UInt64(truncatingIfNeeded: count)
    next += (63 &- count) &>> 3
    count |= 56
  }

  @inline(__always)
  private func drop(_ entry: UInt32, _ bits: inout UInt64, _ count: inout Int) {
    bits &>>= UInt64(entry & 0xFF)
    count &-= Int(truncatingIfNeeded: entry & 0xFF)
  }

  @inline(__always)
  private func store(
    _ entry: UInt32, _ at: inout UnsafeMutableRawPointer, _ bits: inout UInt64,
    _ count: inout Int
  ) {
    at.storeBytes(of: UInt8(truncatingIfNeeded: entry &>> 16), as: UInt8.self)
    at += 1
    drop(entry, &bits, &count)
  }

  /// Where the entry of a code longer than the first look is.
  @inline(__always)
  private func further(_ entry: UInt32, _ bits: inout UInt64, _ count: inout Int) -> Int {
    drop(entry, &bits, &count)
    let width = UInt64(entry &>> 8 & 0x1F)
    return Int(entry &>> 16) &+ Int(truncatingIfNeeded: bits & (1 &<< width &- 1))
  }

  /// A length or a distance: its base and the extra bits behind its code.
  @inline(__always)
  private func value(_ entry: UInt32, _ bits: UInt64) -> Int {
    let taken = bits & (1 &<< UInt64(entry & 0xFF) &- 1)
    return Int(entry &>> 16) &+ Int(truncatingIfNeeded: taken &>> UInt64(entry &>> 8 & 0x1F))
  }

  /// Copies a match, which may overlap itself; writes up to 15 bytes behind its end.
  @inline(__always)
  private func copy(
    _ length: Int, from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer,
    _ distance: Int
  ) {
    var at = 0
    if distance >= 16 {
      repeat {
        let block = source.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)
        target.storeBytes(of: block, toByteOffset: at, as: SIMD16<UInt8>.self)
        at &+= 16
      } while at < length
    } else if distance >= 8 {
      repeat {
        let word = source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        target.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
        at &+= 8
      } while at < length
    } else {
      while at < length {
        let byte = source.load(fromByteOffset: at, as: UInt8.self)
        target.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
        at &+= 1
      }
    }
  }
}
