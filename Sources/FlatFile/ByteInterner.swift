/// Gives each distinct text a small number, in order of first appearance.
///
/// Open addressing. With many SKUs a lookup's cost are the cache lines it misses: one of the small
/// slots and one key, which holds a text of up to 24 bytes itself. Only longer texts are compared
/// with their bytes in the arena.
struct ByteInterner: ~Copyable {
  private struct Slot {
    var hash: UInt32 = 0
    /// −1 where the slot is free.
    var id: Int32 = -1
  }

  private var slots: [Slot]
  private var mask: Int
  private var keys: [TextKey] = []
  /// The text met last: many columns hold one text for a long time.
  private var last = (key: TextKey(), id: Int32(-1))
  /// Where each text starts in the arena.
  private var starts: [Int] = []
  /// The texts one after the other, each with zero bytes behind it as a window has them.
  private var arena: [UInt8] = []

  init(capacity: Int = 64) {
    slots = Array(repeating: Slot(), count: capacity * 2)
    mask = capacity * 2 - 1
  }

  func bytes(of id: Int32) -> [UInt8] {
    let start = starts[Int(id)]
    return Array(arena[start..<start + Int(keys[Int(id)].count)])
  }

  /// The number of the text, and whether it is new.
  @inline(__always)
  mutating func intern(_ span: borrowing RawSpan, _ slice: Slice) -> (id: Int32, isNew: Bool) {
    let key = TextKey(span, slice)
    if key == last.key, last.id >= 0, key.isWhole || holds(last.id, span, slice) {
      return (last.id, false)
    }
    return find(key, span, slice)
  }

  @inline(__always)
  private mutating func find(
    _ key: TextKey, _ span: borrowing RawSpan, _ slice: Slice
  ) -> (id: Int32, isNew: Bool) {
    let hash = UInt32(truncatingIfNeeded: key.hash)
    var place = Int(hash) & mask
    while slots[place].id >= 0 {
      let slot = slots[place]
      if slot.hash == hash, keys[Int(slot.id)] == key, key.isWhole || holds(slot.id, span, slice) {
        last = (key, slot.id)
        return (slot.id, false)
      }
      place = (place &+ 1) & mask
    }
    last = (key, Int32(keys.count))
    slots[place] = Slot(hash: hash, id: last.id)
    insert(span, slice, key)
    return (last.id, true)
  }

  /// Whether a known text has these bytes.
  @inline(__always)
  func holds(_ id: Int32, _ span: borrowing RawSpan, _ slice: Slice) -> Bool {
    let count = max(0, slice.count)
    guard Int(keys[Int(id)].count) == count else { return false }
    return span.same(slice.start, arena.span.bytes, starts[Int(id)], count: count)
  }

  @inline(never)
  private mutating func insert(
    _ span: borrowing RawSpan, _ slice: Slice, _ key: TextKey
  ) {
    keys.append(key)
    starts.append(arena.count)
    span.withUnsafeBytes { bytes in
      arena.append(contentsOf: bytes[slice.start..<max(slice.start, slice.end)])
    }
    arena.append(contentsOf: repeatElement(0, count: WindowReader.paddingBytes))
    if keys.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    mask = slots.count - 1
    for slot in old where slot.id >= 0 {
      var free = Int(slot.hash) & mask
      while slots[free].id >= 0 { free = (free + 1) & mask }
      slots[free] = slot
    }
  }
}
