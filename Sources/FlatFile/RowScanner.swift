/// Finds the fields of one line, eight bytes at a time.
struct RowScanner: ~Copyable {
  /// Where each field ends: the places of the tabs and, last, of the line feed.
  ///
  /// A pointer, since Swift 6.3 copies a whole `InlineArray` that is a property at each subscript.
  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: ColumnLayout.maximumColumns)
  private(set) var fieldCount = 0
  private(set) var lineStart = 0
  private(set) var lineEnd = 0

  deinit { ends.deallocate() }

  /// Scans the line at `start`; returns where the next one starts.
  ///
  /// The window must end with a line feed. Fields beyond `maximumColumns` are counted, not kept.
  @inline(__always)
  mutating func scan(_ span: borrowing RawSpan, from start: Int) -> Int {
    lineStart = start
    var count = 0
    var at = start
    while true {
      let word = span.word(at)
      // The high bit of each byte below 0x10: tab, line feed and other control characters.
      let above = (word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7070_7070_7070_7070
      var hits = ~(above | word) & 0x8080_8080_8080_8080
      while hits != 0 {
        let place = at &+ hits.trailingZeroBitCount &>> 3
        let byte = span.byte(place)
        if byte == 9 {
          if count < ColumnLayout.maximumColumns { ends[count] = place }
          count &+= 1
        } else if byte == 10 {
          if count < ColumnLayout.maximumColumns { ends[count] = place }
          fieldCount = count &+ 1
          lineEnd = place
          return place &+ 1
        }
        hits &= hits &- 1
      }
      at &+= 8
    }
  }

  /// The bytes of a field as they stand; empty where the line has no such field.
  @inline(__always)
  func raw(_ place: Int) -> Slice {
    guard place >= 0, place < min(fieldCount, ColumnLayout.maximumColumns) else { return .empty }
    return Slice(start: place == 0 ? lineStart : ends[place &- 1] &+ 1, end: ends[place])
  }
}
