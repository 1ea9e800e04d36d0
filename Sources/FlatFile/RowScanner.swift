/// Finds the fields of a line, eight bytes at a time.
///
/// Most rows repeat the row before them but for a few columns in the middle (the label and the
/// amount) and at the end. Such a row is found by comparing its other bytes with those of the row
/// before; only the columns that vary are scanned.
struct RowScanner: ~Copyable {
  /// Where each field ends, counted from the start of the line: the places of the tabs and, last,
  /// of the line feed. Eight places more than columns are kept take those of all further fields,
  /// of which a word holds no more.
  ///
  /// A pointer, since Swift 6.3 copies a whole `InlineArray` that is a property at each subscript.
  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: RowScanner.places)
  private static let places = ColumnLayout.maximumColumns + 8
  private(set) var fieldCount = 0
  private(set) var lineStart = 0
  private(set) var lineEnd = 0
  /// The columns in which a row may differ from the one before and still be of its event.
  private var varying: VaryingColumns?
  /// Whether the line before, still in the window, is one that may be repeated.
  private var canRepeat = false

  init() { ends.initialize(repeating: 0, count: RowScanner.places) }

  deinit { ends.deallocate() }

  mutating func follow(_ layout: ColumnLayout) {
    varying = layout.varying
    canRepeat = false
  }

  /// The line scanned last is a regular row: the next one may repeat it.
  mutating func allowRepetition() { canRepeat = varying != nil }

  /// The line scanned last must not be repeated, or the window has moved away from it.
  mutating func forget() { canRepeat = false }

  /// Scans the line at `start`, whatever it is.
  ///
  /// The window must end with a line feed. Fields beyond `maximumColumns` are counted, not kept.
  @inline(never)
  mutating func scan(_ span: borrowing RawSpan, from start: Int) {
    canRepeat = false
    lineStart = start
    var count = 0
    var at = start
    while true {
      var hits = RowScanner.separators(span.word(at))
      var kept = ends + min(count, ColumnLayout.maximumColumns)
      while hits != 0 {
        let place = at &+ hits.trailingZeroBitCount &>> 3
        kept.pointee = place &- start
        let byte = span.byte(place)
        if byte == 9 {
          count &+= 1
          kept += 1
        } else if byte == 10 {
          fieldCount = count &+ 1
          lineEnd = place
          return
        }
        hits &= hits &- 1
      }
      at &+= 8
    }
  }

  /// Scans the line at `start` if it repeats the line before in all but the varying columns.
  ///
  /// After false the line must be scanned by `scan`.
  @inline(never)
  mutating func scanRepetition(_ span: borrowing RawSpan, from start: Int) -> Bool {
    guard canRepeat, let varying else { return false }
    let headCount = varying.first == 0 ? 0 : ends[varying.first &- 1] &+ 1
    guard start &+ headCount <= span.byteCount,
      span.sameStretch(start, lineStart, count: headCount)
    else { return false }
    let tailStart = ends[varying.last] &+ 1
    let tailCount = ends[varying.lastRepeated] &+ 1 &- tailStart
    let before = lineStart
    lineStart = start
    canRepeat = false
    guard find(varying.first, through: varying.last, span, from: start &+ headCount) else {
      return false
    }
    let shift = ends[varying.last] &+ 1 &- tailStart
    let tail = start &+ tailStart &+ shift
    guard tail &+ tailCount <= span.byteCount,
      span.sameStretch(tail, before &+ tailStart, count: tailCount)
    else { return false }
    var place = varying.last &+ 1
    while place <= varying.lastRepeated {
      ends[place] &+= shift
      place &+= 1
    }
    if place < fieldCount {
      guard find(place, through: fieldCount &- 1, span, from: tail &+ tailCount) else {
        return false
      }
    }
    lineEnd = start &+ ends[fieldCount &- 1]
    canRepeat = true
    return true
  }

  /// Finds the ends of some fields; false where the line has not just these up to its end.
  @inline(__always)
  private func find(
    _ first: Int, through last: Int, _ span: borrowing RawSpan, from start: Int
  ) -> Bool {
    var field = first
    var at = start
    while true {
      var hits = RowScanner.separators(span.word(at))
      while hits != 0 {
        let place = at &+ hits.trailingZeroBitCount &>> 3
        let byte = span.byte(place)
        ends[field] = place &- lineStart
        if field == last { return byte == (last == fieldCount &- 1 ? 10 : 9) }
        guard byte == 9 else { return false }
        field &+= 1
        hits &= hits &- 1
      }
      at &+= 8
    }
  }

  /// The high bit of each byte that is 8…11: tab, line feed and two that no file has.
  @inline(__always)
  private static func separators(_ word: UInt64) -> UInt64 {
    let zeroIfOne = (word | 0x0303_0303_0303_0303) ^ 0x0B0B_0B0B_0B0B_0B0B
    let carried = (zeroIfOne & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
    return ~(carried | zeroIfOne) & 0x8080_8080_8080_8080
  }

  /// The bytes of a field as they stand; empty where the line has no such field.
  @inline(__always)
  func raw(_ place: Int) -> Slice {
    guard place >= 0, place < min(fieldCount, ColumnLayout.maximumColumns) else { return .empty }
    return Slice(
      start: place == 0 ? lineStart : lineStart &+ ends[place &- 1] &+ 1,
      end: lineStart &+ ends[place])
  }
}

/// The columns in which rows of one event differ: from the first to the last of label and amount,
/// and all behind the last one that tells events apart.
struct VaryingColumns {
  let first: Int
  let last: Int
  /// The last column behind `last` that must be repeated; `last` itself when there is none.
  let lastRepeated: Int
}
