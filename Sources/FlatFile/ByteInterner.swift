/// Gives each distinct text a small number, in order of first appearance.
///
/// Open addressing over one arena of bytes: a lookup of a known text allocates nothing.
struct ByteInterner: ~Copyable {
  /// Kept small: with many SKUs a lookup's cost is the cache line it misses.
  private struct Slot {
    var hash: UInt32 = 0
    /// −1 where the slot is free.
    var id: Int32 = -1
  }

  private var slots: [Slot]
  private var mask: Int
  /// The text met last: many columns hold one text for a long time.
  private var last: Int32 = 0
  /// Where each text ends in the arena; the first one starts at the zero in front.
  private var ends = [0]
  /// The texts one after the other, and behind them zero bytes as a window has them.
  private var arena = [UInt8](repeating: 0, count: WindowReader.paddingBytes)

  init(capacity: Int = 64) {
    slots = Array(repeating: Slot(), count: capacity * 2)
    mask = capacity * 2 - 1
  }

  func bytes(of id: Int32) -> ArraySlice<UInt8> { arena[ends[Int(id)]..<ends[Int(id) + 1]] }

  /// The number of the text, and whether it is new.
  @inline(__always)
  mutating func intern(_ span: borrowing RawSpan, _ slice: Slice) -> (id: Int32, isNew: Bool) {
    if ends.count > 1, matches(last, span, slice) { return (last, false) }
    let hash = ByteInterner.hash(span, slice)
    var place = Int(hash) & mask
    while slots[place].id >= 0 {
      let slot = slots[place]
      if slot.hash == hash, matches(slot.id, span, slice) {
        last = slot.id
        return (slot.id, false)
      }
      place = (place &+ 1) & mask
    }
    return (insert(span, slice, hash, at: place), true)
  }

  @inline(__always)
  private func matches(_ id: Int32, _ span: borrowing RawSpan, _ slice: Slice) -> Bool {
    let start = ends[Int(id)]
    let count = max(0, slice.count)
    guard ends[Int(id) &+ 1] &- start == count else { return false }
    return span.same(slice.start, arena.span.bytes, start, count: count)
  }

  @inline(never)
  private mutating func insert(
    _ span: borrowing RawSpan, _ slice: Slice, _ hash: UInt32, at place: Int
  ) -> Int32 {
    let id = Int32(ends.count - 1)
    slots[place] = Slot(hash: hash, id: id)
    arena.removeLast(WindowReader.paddingBytes)
    arena += span.array(slice)
    ends.append(arena.count)
    arena += [UInt8](repeating: 0, count: WindowReader.paddingBytes)
    if ends.count * 2 > slots.count { grow() }
    return id
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

  @inline(__always)
  private static func hash(_ span: borrowing RawSpan, _ slice: Slice) -> UInt32 {
    var hash = UInt64(truncatingIfNeeded: slice.count) &* 0x9E37_79B9_7F4A_7C15
    var at = slice.start
    while at &+ 8 <= slice.end {
      hash = (hash ^ span.word(at)) &* 0x9FB2_1C65_1E98_DF25
      hash ^= hash &>> 29
      at &+= 8
    }
    if at < slice.end {
      hash = (hash ^ (span.word(at) & lowBytes(slice.end &- at))) &* 0x9FB2_1C65_1E98_DF25
    }
    return UInt32(truncatingIfNeeded: hash ^ (hash &>> 32))
  }
}
