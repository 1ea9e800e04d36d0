import LedgerCore

/// The goods of a document by SKU, and where the rows of each belong, as found last.
///
/// A file has so many SKUs, in no order, that the cost of a lookup are the cache lines it misses: a
/// slot is four bytes, and one line of 64 bytes holds the SKU with all that is known of it.
struct GoodsTable: ~Copyable {
  /// A SKU with its placement: 64 bytes.
  struct Entry {
    let sku: TextKey
    /// The number of the place (see `EventContext`).
    var place: Int32 = 0
    /// Marketplace, fulfillment and order prefixes for which the placement was found.
    var key = UInt64.max
    /// Nil when the catalog states none.
    var unitCost: GoodsCost?
    var from = CalendarDate(dayNumber: .max)
    var until = CalendarDate(dayNumber: .min)
    /// Where a text that its key does not hold wholly stands among the long texts.
    let textStart: UInt32

    @inline(__always)
    func holds(_ key: UInt64, _ day: CalendarDate) -> Bool {
      self.key == key && from.dayNumber <= day.dayNumber && day.dayNumber < until.dayNumber
    }
  }

  /// An entry's place and one more in the low bits, of its hash the bits above; 0 where it is free.
  private var slots: [UInt32]
  private var mask: UInt32
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity: Int
  private(set) var count = 0
  /// SKUs too long for their keys, each with zero bytes behind it as a window has them.
  private var longTexts: [UInt8] = []

  init(slots: Int = 2048) {
    mask = UInt32(slots - 1)
    self.slots = Array(repeating: 0, count: slots)
    // Memory that is not written to costs nothing, copies of a table that grows do.
    capacity = 1 << 16
    entries = GoodsTable.allocate(capacity)
  }

  deinit { entries.deallocate() }

  subscript(_ place: Int) -> Entry {
    @inline(__always)
    unsafeAddress {
      precondition(place < count)
      return UnsafePointer(entries + place)
    }
    @inline(__always)
    unsafeMutableAddress {
      precondition(place < count)
      return entries + place
    }
  }

  /// The place of a SKU's entry; a new one is added without a placement.
  @inline(__always)
  mutating func place(of span: borrowing RawSpan, _ slice: Slice) -> Int {
    let key = TextKey(span, slice)
    let hash = UInt32(truncatingIfNeeded: key.hash)
    var at = hash & mask
    while case let slot = slots[Int(at)], slot != 0 {
      if (slot ^ hash) & ~mask == 0 {
        let place = Int(slot & mask) &- 1
        if entries[place].sku == key, key.isWhole || holds(place, span, slice) { return place }
      }
      at = (at &+ 1) & mask
    }
    return insert(key, hash, at: Int(at), span, slice)
  }

  private func holds(_ place: Int, _ span: borrowing RawSpan, _ slice: Slice) -> Bool {
    span.same(
      slice.start, longTexts.span.bytes, Int(entries[place].textStart), count: slice.count)
  }

  @inline(never)
  private mutating func insert(
    _ key: TextKey, _ hash: UInt32, at: Int, _ span: borrowing RawSpan, _ slice: Slice
  ) -> Int {
    if count == capacity { grow() }
    (entries + count).initialize(to: Entry(sku: key, textStart: UInt32(longTexts.count)))
    if !key.isWhole {
      span.withUnsafeBytes { longTexts.append(contentsOf: $0[slice.start..<slice.end]) }
      longTexts.append(contentsOf: repeatElement(0, count: WindowReader.paddingBytes))
    }
    slots[at] = hash & ~mask | UInt32(count + 1)
    count += 1
    if count * 2 > slots.count { spread() }
    return count - 1
  }

  private mutating func grow() {
    let larger = GoodsTable.allocate(capacity * 2)
    larger.moveInitialize(from: entries, count: count)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }

  /// Doubles the slots.
  private mutating func spread() {
    slots = Array(repeating: 0, count: slots.count * 2)
    mask = mask * 2 + 1
    for place in 0..<count {
      let hash = UInt32(truncatingIfNeeded: entries[place].sku.hash)
      var at = hash & mask
      while slots[Int(at)] != 0 { at = (at &+ 1) & mask }
      slots[Int(at)] = hash & ~mask | UInt32(place + 1)
    }
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Entry> {
    UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Entry>.stride, alignment: 64
    ).bindMemory(to: Entry.self, capacity: capacity)
  }
}
