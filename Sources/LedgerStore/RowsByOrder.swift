import Glibc
import LedgerCore

/// A row that is of an order, which it names by a stretch of `RowsByOrder.texts`.
protocol RowOfOrder {
  var order: Stretch { get }
}

/// A stretch of bytes that many texts share.
struct Stretch {
  let at, count: Int
}

/// Rows by store and order id, put in this order here: SQLite would carry whole rows through its
/// sort and compare them text by text, which takes several times as long.
struct RowsByOrder<Row: RowOfOrder> {
  private var stores: [(name: String, rows: [Row])] = []
  private(set) var texts: [UInt8] = []
  /// What the rows name besides.
  var accounts = KnownAccounts()
  var zones = KnownZones()
  /// The store that is at hand, and its rows of one order.
  private var store = 0
  private var range = 0..<0

  /// The name of the store of the last row that was read, and its place.
  private(set) var place: OrderPlace?

  /// The place of the store that a column names, for `append`.
  mutating func storePlace(_ select: Statement, _ column: Int32) -> Int {
    if stores.indices.contains(store), select.holds(stores[store].name, column) { return store }
    store = stores.firstIndex { select.holds($0.name, column) } ?? stores.count
    if store == stores.count { stores.append((select.text(column), [])) }
    return store
  }

  func name(ofStore place: Int) -> String { stores[place].name }

  /// Keeps a column's text.
  mutating func stretch(_ select: Statement, _ column: Int32) -> Stretch {
    let at = texts.count
    select.append(column, to: &texts)
    return Stretch(at: at, count: texts.count - at)
  }

  mutating func append(_ row: Row, ofStore place: Int) { stores[place].rows.append(row) }

  /// Puts all in order and goes to the first order.
  mutating func sort() {
    stores.sort { ByteString($0.name) < ByteString($1.name) }
    texts.withUnsafeBytes { texts in
      for place in stores.indices {
        stores[place].rows.sort { RowsByOrder.compare($0.order, $1.order, in: texts) < 0 }
      }
    }
    store = 0
    range = 0..<0
    next()
  }

  /// The rows of the order at hand, in the order in which they were added.
  var rows: ArraySlice<Row> { stores[store].rows[range] }

  /// Goes to the next order.
  mutating func next() {
    while store < stores.count, range.upperBound == stores[store].rows.count {
      store += 1
      range = 0..<0
    }
    guard store < stores.count else {
      place = nil
      return
    }
    let start = range.upperBound
    let order = stores[store].rows[start].order
    var end = start + 1
    while end < stores[store].rows.count, compare(stores[store].rows[end].order, order) == 0 {
      end += 1
    }
    range = start..<end
    place = OrderPlace(store: stores[store].name, order: bytes(order))
  }

  func bytes(_ text: Stretch) -> ByteString {
    ByteString(texts[text.at..<text.at + text.count])
  }

  /// Byte by byte: below zero, zero or above as one text is before, the same as or after the other.
  func compare(_ one: Stretch, _ other: Stretch) -> Int {
    texts.withUnsafeBytes { RowsByOrder.compare(one, other, in: $0) }
  }

  private static func compare(
    _ one: Stretch, _ other: Stretch, in texts: UnsafeRawBufferPointer
  ) -> Int {
    let shared = min(one.count, other.count)
    guard shared > 0, let base = texts.baseAddress else { return one.count - other.count }
    let order = memcmp(base + one.at, base + other.at, shared)
    return order == 0 ? one.count - other.count : Int(order)
  }
}
