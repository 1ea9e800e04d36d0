/// Gives each distinct text a small number, in order of first appearance.
///
/// Open addressing. A slot holds a text of up to 24 bytes itself, so that a lookup among many SKUs
/// costs one cache line; only longer texts are compared with their bytes in the arena.
struct ByteInterner: ~Copyable {
  private struct Slot {
    var key = TextKey()
    /// −1 where the slot is free.
    var id: Int32 = -1
  }

  private var slots: [Slot]
  private var mask: Int
  /// The text met last: many columns hold one text for a long time.
  private var last = Slot()
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
    var place = Int(truncatingIfNeeded: key.hash) & mask
    while slots[place].id >= 0 {
      if slots[place].key == key, key.isWhole || holds(slots[place].id, span, slice) {
        last = slots[place]
        return (last.id, false)
      }
      place = (place &+ 1) & mask
    }
    return (insert(span, slice, key, at: place), true)
  }

  /// Whether a text of the same length has the same bytes.
  @inline(__always)
  private func holds(_ id: Int32, _ span: borrowing RawSpan, _ slice: Slice) -> Bool {
    span.same(slice.start, arena.span.bytes, ends[Int(id)], count: slice.count)
  }

  @inline(never)
  private mutating func insert(
    _ span: borrowing RawSpan, _ slice: Slice, _ key: TextKey, at place: Int
  ) -> Int32 {
    last = Slot(key: key, id: Int32(ends.count - 1))
    slots[place] = last
    arena.removeLast(WindowReader.paddingBytes)
    arena += span.array(slice)
    ends.append(arena.count)
    arena += [UInt8](repeating: 0, count: WindowReader.paddingBytes)
    if ends.count * 2 > slots.count { grow() }
    return last.id
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    mask = slots.count - 1
    for slot in old where slot.id >= 0 {
      var free = Int(truncatingIfNeeded: slot.key.hash) & mask
      while slots[free].id >= 0 { free = (free + 1) & mask }
      slots[free] = slot
    }
  }
}
