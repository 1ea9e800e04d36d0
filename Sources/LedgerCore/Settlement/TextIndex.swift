/// Gives each distinct text a small number, in order of first appearance.
///
/// Made for master data of many rows: open addressing over one stretch of memory, so that neither
/// a new text nor a known one costs an allocation of its own.
package struct TextIndex: Sendable {
  private struct Slot {
    var hash: UInt32 = 0
    /// −1 where the slot is free.
    var number: Int32 = -1
  }

  private var slots = [Slot](repeating: Slot(), count: 64)
  /// The texts one after the other, and where each of them ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  package init() {}

  /// Makes room for so many texts of so many bytes each.
  package mutating func reserve(_ texts: Int, bytesEach: Int) {
    bytes.reserveCapacity(texts * bytesEach)
    ends.reserveCapacity(texts)
    while texts * 2 > slots.count { grow() }
  }

  package var count: Int { ends.count }

  package func text(_ number: Int) -> ByteString {
    ByteString(bytes[start(number)..<ends[number]])
  }

  /// The number of a text, or nil when it was never added.
  package func number(of text: Span<UInt8>) -> Int? {
    let number = slots[place(of: text, TextIndex.hash(text))].number
    return number < 0 ? nil : Int(number)
  }

  /// The number of a text, which is added when it is new.
  package mutating func add(_ text: Span<UInt8>) -> (number: Int, isNew: Bool) {
    let hash = TextIndex.hash(text)
    let place = place(of: text, hash)
    if slots[place].number >= 0 { return (Int(slots[place].number), false) }
    slots[place] = Slot(hash: hash, number: Int32(ends.count))
    text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    ends.append(bytes.count)
    if ends.count * 2 > slots.count { grow() }
    return (ends.count - 1, true)
  }

  private func start(_ number: Int) -> Int { number == 0 ? 0 : ends[number - 1] }

  /// The slot of a text, or the free one where it belongs.
  private func place(of text: Span<UInt8>, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while slots[place].number >= 0 {
      if slots[place].hash == hash, holds(Int(slots[place].number), text) { return place }
      place = (place + 1) & mask
    }
    return place
  }

  private func holds(_ number: Int, _ text: Span<UInt8>) -> Bool {
    let start = start(number)
    guard ends[number] - start == text.count else { return false }
    if text.isEmpty { return true }
    return bytes.withUnsafeBytes { known in
      text.withUnsafeBytes { given in
        memoryIsEqual(known.baseAddress! + start, given.baseAddress!, given.count)
      }
    }
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    if ends.isEmpty { return }
    for slot in old where slot.number >= 0 {
      var free = Int(slot.hash) & (slots.count - 1)
      while slots[free].number >= 0 { free = (free + 1) & (slots.count - 1) }
      slots[free] = slot
    }
  }

  /// Well mixed in all bits, since the table takes the low ones.
  private static func hash(_ text: Span<UInt8>) -> UInt32 {
    text.withUnsafeBytes { bytes in
      var hash = UInt64(truncatingIfNeeded: bytes.count)
      var at = 0
      while at + 8 <= bytes.count {
        hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        at += 8
      }
      var rest: UInt64 = 0
      while at < bytes.count {
        rest = rest << 8 | UInt64(bytes[at])
        at += 1
      }
      return UInt32(truncatingIfNeeded: mixed(hash ^ rest))
    }
  }

  /// Both halves of the product with an odd constant, folded into one word.
  private static func mixed(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
    return product.high ^ product.low
  }
}
