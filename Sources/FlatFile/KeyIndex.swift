/// A map from a key of two words to a small number given in order of first appearance.
struct KeyIndex: ~Copyable {
  private struct Slot {
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// −1 where the slot is free.
    var value: Int32 = -1
  }

  private var slots: [Slot]
  private var mask: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    slots = Array(repeating: Slot(), count: capacity * 2)
    mask = capacity * 2 - 1
  }

  /// The number of the key; a new key gets the next one.
  @inline(__always)
  mutating func index(of high: UInt64, _ low: UInt64) -> (index: Int32, isNew: Bool) {
    var place = KeyIndex.place(high, low) & mask
    while slots[place].value >= 0 {
      if slots[place].low == low, slots[place].high == high { return (slots[place].value, false) }
      place = (place &+ 1) & mask
    }
    return (insert(high, low, at: place), true)
  }

  @inline(never)
  private mutating func insert(_ high: UInt64, _ low: UInt64, at place: Int) -> Int32 {
    let value = Int32(count)
    slots[place] = Slot(high: high, low: low, value: value)
    count += 1
    if count * 2 > slots.count { grow() }
    return value
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    mask = slots.count - 1
    for slot in old where slot.value >= 0 {
      var free = KeyIndex.place(slot.high, slot.low) & mask
      while slots[free].value >= 0 { free = (free + 1) & mask }
      slots[free] = slot
    }
  }

  @inline(__always)
  private static func place(_ high: UInt64, _ low: UInt64) -> Int {
    let mixed = (high &* 0x9FB2_1C65_1E98_DF25 ^ low) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed ^ (mixed &>> 32))
  }
}
