import LedgerCore

/// Bytes of text that grow field by field: room is made for a whole field at once, since an array
/// would ask for it at each byte.
struct TextBuffer {
  /// What is written, and zeros up to the end of the room.
  private var room: [UInt8] = []
  private(set) var count = 0

  /// What was written from a place on.
  func bytes(from place: Int = 0) -> ArraySlice<UInt8> { room[place..<count] }

  /// Hands out what was written and begins again.
  mutating func take() -> [UInt8] {
    let taken = Array(bytes())
    count = 0
    return taken
  }

  mutating func append(_ byte: UInt8) {
    makeRoom(1)
    room[count] = byte
    count += 1
  }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    write(atMost: bytes.count) { room in room.initialize(fromContentsOf: bytes) }
  }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  mutating func append(decimal units: Int64, digits: Int) {
    write(atMost: decimalRoom) { writeDecimal(units, digits: digits, to: $0) }
  }

  mutating func append(_ day: CalendarDate) {
    var isWritten = true
    write(atMost: CalendarDate.room) { room in
      if let count = day.write(to: room) { return count }
      isWritten = false
      return 0
    }
    if !isWritten { append(day.description) }
  }

  /// Takes back what was written from a place on.
  mutating func removeAll(from place: Int) { count = place }

  /// Lets `body` write into free room and say how many bytes it wrote.
  mutating func write(
    atMost size: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    makeRoom(size)
    let start = count
    count += room.withUnsafeMutableBufferPointer { room in
      body(UnsafeMutableBufferPointer(rebasing: room[start...]))
    }
  }

  /// Mostly there is room: only that is asked in place.
  @inline(__always)
  private mutating func makeRoom(_ size: Int) {
    let missing = count + size - room.count
    if missing > 0 { grow(by: missing) }
  }

  @inline(never)
  private mutating func grow(by missing: Int) {
    room.append(contentsOf: repeatElement(0, count: max(missing, room.count, 1 << 10)))
  }
}
