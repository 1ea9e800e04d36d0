/// Gives each distinct text a small number, in order of first appearance.
///
/// Open addressing over one arena of bytes: a lookup of a known text allocates nothing.
struct ByteInterner: ~Copyable {
  private var slots: [Int32]
  private var hashes: [UInt64] = []
  private var ends: [Int] = []
  private var arena: [UInt8] = []
  private var mask: Int

  init(capacity: Int = 64) {
    slots = [Int32](repeating: -1, count: capacity * 2)
    mask = capacity * 2 - 1
  }

  var count: Int { hashes.count }

  func bytes(of id: Int32) -> ArraySlice<UInt8> {
    arena[(id == 0 ? 0 : ends[Int(id) - 1])..<ends[Int(id)]]
  }

  /// The number of the text, and whether it is new.
  @inline(__always)
  mutating func intern(_ span: borrowing RawSpan, _ slice: Slice) -> (id: Int32, isNew: Bool) {
    let hash = ByteInterner.hash(span, slice)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let id = slots[slot]
      if id < 0 { break }
      if hashes[Int(id)] == hash, matches(id, span, slice) { return (id, false) }
      slot = (slot &+ 1) & mask
    }
    return (insert(span, slice, hash, slot), true)
  }

  private func matches(_ id: Int32, _ span: borrowing RawSpan, _ slice: Slice) -> Bool {
    let start = id == 0 ? 0 : ends[Int(id) - 1]
    guard ends[Int(id)] - start == slice.count else { return false }
    return arena.withUnsafeBytes { raw in
      let known = raw.bytes
      var at = 0
      while at + 8 <= slice.count {
        if known.word(start + at) != span.word(slice.start + at) { return false }
        at += 8
      }
      while at < slice.count {
        if known.byte(start + at) != span.byte(slice.start + at) { return false }
        at += 1
      }
      return true
    }
  }

  @inline(never)
  private mutating func insert(
    _ span: borrowing RawSpan, _ slice: Slice, _ hash: UInt64, _ slot: Int
  ) -> Int32 {
    let id = Int32(hashes.count)
    for at in slice.start..<max(slice.start, slice.end) { arena.append(span.byte(at)) }
    ends.append(arena.count)
    hashes.append(hash)
    slots[slot] = id
    if hashes.count * 2 > slots.count { grow() }
    return id
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    mask = slots.count - 1
    for (id, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(id)
    }
  }

  @inline(__always)
  private static func hash(_ span: borrowing RawSpan, _ slice: Slice) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: slice.count) &* 0x9E37_79B9_7F4A_7C15
    var at = slice.start
    while at + 8 <= slice.end {
      hash = (hash ^ span.word(at)) &* 0x9FB2_1C65_1E98_DF25
      hash ^= hash &>> 29
      at += 8
    }
    if at < slice.end {
      hash = (hash ^ (span.word(at) & lowBytes(slice.end - at))) &* 0x9FB2_1C65_1E98_DF25
    }
    return hash ^ (hash &>> 32)
  }
}

/// A map from a 64-bit key to a small number given in order of first appearance.
struct KeyIndex: ~Copyable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var mask: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    keys = [UInt64](repeating: 0, count: capacity * 2)
    values = [Int32](repeating: -1, count: capacity * 2)
    mask = capacity * 2 - 1
  }

  /// The number of the key; a new key gets the next one.
  @inline(__always)
  mutating func index(of key: UInt64) -> (index: Int32, isNew: Bool) {
    var slot = KeyIndex.slot(key) & mask
    while values[slot] >= 0 {
      if keys[slot] == key { return (values[slot], false) }
      slot = (slot &+ 1) & mask
    }
    keys[slot] = key
    values[slot] = Int32(count)
    count += 1
    defer { if count * 2 > values.count { grow() } }
    return (Int32(count - 1), true)
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
    values = [Int32](repeating: -1, count: oldKeys.count * 2)
    mask = keys.count - 1
    for (key, value) in zip(oldKeys, oldValues) where value >= 0 {
      var slot = KeyIndex.slot(key) & mask
      while values[slot] >= 0 { slot = (slot + 1) & mask }
      keys[slot] = key
      values[slot] = value
    }
  }

  @inline(__always)
  private static func slot(_ key: UInt64) -> Int {
    let mixed = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed ^ (mixed &>> 32))
  }
}

/// As `KeyIndex`, for keys of two words.
struct PairIndex: ~Copyable {
  private var first: [UInt64]
  private var second: [UInt64]
  private var values: [Int32]
  private var mask: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    first = [UInt64](repeating: 0, count: capacity * 2)
    second = [UInt64](repeating: 0, count: capacity * 2)
    values = [Int32](repeating: -1, count: capacity * 2)
    mask = capacity * 2 - 1
  }

  /// The number of the key; a new key gets the next one.
  mutating func index(of high: UInt64, _ low: UInt64) -> (index: Int32, isNew: Bool) {
    var slot = PairIndex.slot(high, low) & mask
    while values[slot] >= 0 {
      if first[slot] == high, second[slot] == low { return (values[slot], false) }
      slot = (slot &+ 1) & mask
    }
    first[slot] = high
    second[slot] = low
    values[slot] = Int32(count)
    count += 1
    defer { if count * 2 > values.count { grow() } }
    return (Int32(count - 1), true)
  }

  private mutating func grow() {
    var larger = PairIndex(capacity: values.count)
    for (slot, value) in values.enumerated() where value >= 0 {
      var free = PairIndex.slot(first[slot], second[slot]) & larger.mask
      while larger.values[free] >= 0 { free = (free + 1) & larger.mask }
      larger.first[free] = first[slot]
      larger.second[free] = second[slot]
      larger.values[free] = value
    }
    larger.count = count
    self = larger
  }

  private static func slot(_ high: UInt64, _ low: UInt64) -> Int {
    let mixed = (high &* 0x9FB2_1C65_1E98_DF25 ^ low) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed ^ (mixed &>> 32))
  }
}
