import CJSON
import LedgerCore

/// A JSON value with exact numbers, for answers whose fields come and go.
///
/// It keeps the document that it is part of; reading a field makes no copy of it. A value is read by
/// one thread at a time.
struct JSONValue {
  /// The parsed document, freed with the last value that is part of it.
  private final class Document {
    let root: OpaquePointer?

    init(_ root: OpaquePointer?) { self.root = root }

    deinit { json_object_put(root) }
  }

  private let document: Document?
  /// Nil is JSON's `null`, and what stands for a field that is not there.
  private let node: OpaquePointer?

  private init(_ node: OpaquePointer?, of document: Document?) {
    self.node = node
    self.document = document
  }

  private static var missing: JSONValue { JSONValue(nil, of: nil) }
  /// Answers nest some ten levels deep.
  private static let mostLevels: Int32 = 100

  /// Nil when the bytes are no JSON.
  init?(_ bytes: some Collection<UInt8>) {
    guard
      let parsed = bytes.withContiguousStorageIfAvailable({ JSONValue.parsed($0) })
        ?? Array(bytes).withUnsafeBufferPointer({ JSONValue.parsed($0) })
    else { return nil }
    self = parsed
  }

  /// Nil when it is not one whole value, but for blanks around it.
  private static func parsed(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    guard let start = bytes.baseAddress, let length = Int32(exactly: bytes.count),
      let tokener = json_tokener_new_ex(mostLevels)
    else { return nil }
    defer { json_tokener_free(tokener) }
    json_tokener_set_flags(
      tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS | JSON_TOKENER_VALIDATE_UTF8)
    var root = start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      json_tokener_parse_ex(tokener, $0, length)
    }
    var end = json_tokener_get_parse_end(tokener)
    if json_tokener_get_error(tokener) == json_tokener_continue {
      // A bare number at the end is whole once something that is none stands behind it.
      root = json_tokener_parse_ex(tokener, " ", 1)
      end = bytes.count
    }
    let document = Document(root)
    guard json_tokener_get_error(tokener) == json_tokener_success,
      bytes[end...].allSatisfy({ [9, 10, 13, 32].contains($0) })
    else { return nil }
    return JSONValue(root, of: document)
  }

  // MARK: - Parts

  private var type: json_type { json_object_get_type(node) }

  var isPresent: Bool { node != nil }
  var isText: Bool { type == json_type_string }
  var isObject: Bool { type == json_type_object }
  var isArray: Bool { type == json_type_array }

  /// A field; not present where there is none, so that paths can be written in one line.
  subscript(name: String) -> JSONValue {
    var field: OpaquePointer?
    guard isObject, json_object_object_get_ex(node, name, &field) != 0 else { return .missing }
    return JSONValue(field, of: document)
  }

  /// The fields of an object in the order of their names.
  var fields: [(name: String, value: JSONValue)] {
    guard isObject else { return [] }
    var fields: [(name: String, value: JSONValue)] = []
    var place = json_object_iter_begin(node)
    var end = json_object_iter_end(node)
    while json_object_iter_equal(&place, &end) == 0 {
      fields.append(
        (
          String(cString: json_object_iter_peek_name(&place)),
          JSONValue(json_object_iter_peek_value(&place), of: document)
        ))
      json_object_iter_next(&place)
    }
    return fields.sorted { $0.name < $1.name }
  }

  var elements: [JSONValue] {
    guard isArray else { return [] }
    return (0..<json_object_array_length(node)).map {
      JSONValue(json_object_array_get_idx(node, $0), of: document)
    }
  }

  /// Nil for an empty text too: Amazon sends both for "none".
  var text: String? {
    guard isText, let bytes = json_object_get_string(node) else { return nil }
    let count = Int(json_object_get_string_len(node))
    guard count > 0 else { return nil }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
      String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
    }
  }

  var flag: Bool? { type == json_type_boolean ? json_object_get_boolean(node) != 0 : nil }

  /// A number in plain notation with no more decimals than it has; nil where it is none, or is
  /// beyond all reason.
  var number: String? {
    switch type {
    case json_type_int, json_type_double:
      var length = 0
      // The parser keeps the text of a number with decimals, and gives it back as it was.
      guard let text = json_object_to_json_string_length(node, JSON_C_TO_STRING_PLAIN, &length)
      else { return nil }
      let stated = text.withMemoryRebound(to: UInt8.self, capacity: length) {
        Array(UnsafeBufferPointer(start: $0, count: length))
      }
      return type == json_type_int ? String(decoding: stated, as: UTF8.self) : plainDecimal(stated)
    default: return nil
    }
  }

  var instant: Instant? { text.flatMap { Instant(apiText: $0) } }

  var day: CalendarDate? { text.flatMap { CalendarDate(String($0.prefix(10))) } }

  /// Whether an amount is stated here, readable or not.
  var hasAmount: Bool {
    for name in ["currencyAmount", "CurrencyAmount"] {
      if self[name].isPresent { return true }
    }
    return false
  }

  private var currency: Currency? {
    (self["currencyCode"].text ?? self["CurrencyCode"].text).flatMap { Currency($0) }
  }

  /// Whether an amount in a currency is stated here that `money` cannot say.
  var hasUnusableAmount: Bool { hasAmount && currency != nil && money == nil }

  /// The amount of one transaction among many: nil beyond the bound of these, too.
  var smallMoney: Money? {
    money.flatMap { $0.minorUnits.magnitude <= AmountLimits.mostMinor ? $0 : nil }
  }

  /// An amount in either of Amazon's spellings; nil when it or its currency is missing, or when it is
  /// too large for exact sums.
  var money: Money? {
    guard let currency else { return nil }
    for name in ["currencyAmount", "CurrencyAmount"] {
      if let word = self[name].word { return Money(exactly: word, currency) }
    }
    return nil
  }
}

/// `1.50E-2` as `0.015`; nil where the bytes are no such number, or it has more than forty places.
private func plainDecimal(_ stated: [UInt8]) -> String? {
  let parts = stated.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 32 == 101 }
  let exponent = parts.count == 1 ? 0 : Int(String(decoding: parts[1], as: UTF8.self))
  guard let exponent, abs(exponent) <= 40, stated.count <= 80 else { return nil }
  var digits = parts[0]
  let isNegative = digits.first == 45
  if isNegative { digits = digits.dropFirst() }
  let point = digits.firstIndex(of: 46) ?? digits.endIndex
  var whole = Array(digits[..<point])
  var fraction = Array(digits[point...].dropFirst())
  guard !whole.isEmpty, (whole + fraction).allSatisfy({ (48...57).contains($0) }) else {
    return nil
  }
  for _ in 0..<max(0, exponent) { whole.append(fraction.isEmpty ? 48 : fraction.removeFirst()) }
  for _ in 0..<max(0, -exponent) { fraction.insert(whole.popLast() ?? 48, at: 0) }
  while whole.count > 1, whole[0] == 48 { whole.removeFirst() }
  while fraction.last == 48 { fraction.removeLast() }
  if whole.isEmpty { whole = [48] }
  let text = String(decoding: whole + (fraction.isEmpty ? [] : [46]) + fraction, as: UTF8.self)
  return isNegative && text != "0" ? "-\(text)" : text
}

extension Money {
  /// Nil where the number has digits that the currency has not, or is too large for exact sums over all
  /// periods.
  init?(exactly number: String, _ currency: Currency) {
    guard
      let minor = ExactDecimal(Array(number.utf8))?.minorUnits(digits: currency.minorDigits),
      minor.magnitude <= AmountLimits.mostTurnover
    else { return nil }
    self.init(minorUnits: minor, currency)
  }
}

/// The sum, or nil where it leaves 64 bits.
func exactSum(_ numbers: [Int64]) -> Int64? {
  var sum: Int64 = 0
  for number in numbers {
    let (next, isTooLarge) = sum.addingReportingOverflow(number)
    guard !isTooLarge else { return nil }
    sum = next
  }
  return sum
}

extension Instant {
  /// Amazon's shapes: with and without fractions, `Z`, an offset or no zone (UTC), or a bare day.
  ///
  /// Fractions are cut off: files have none, and both must compare to the second.
  init?(apiText text: String) {
    let bytes = Array(text.utf8)
    guard let date = CalendarDate(String(text.prefix(10))) else { return nil }
    if bytes.count == 10 {
      self.init(date)
      return
    }
    guard bytes.count >= 19, bytes[10] == 84 || bytes[10] == 32,
      bytes[13] == 58, bytes[16] == 58, let hour = Instant.number(bytes[11...12]),
      let minute = Instant.number(bytes[14...15]), let second = Instant.number(bytes[17...18]),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var rest = bytes[19...]
    if rest.first == 46 { rest = rest.dropFirst().drop { (48...57).contains($0) } }
    guard let offset = Instant.offset(rest) else { return nil }
    let local = Instant(date, secondOfDay: hour * 3600 + minute * 60 + second)
    self.init(seconds: local.seconds - offset)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  /// Seconds east of UTC of `Z`, `+02:00`, `+0200` or nothing.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
    if zone.isEmpty || zone.elementsEqual([90]) { return 0 }
    let digits = zone.dropFirst().filter { $0 != 58 }
    guard zone.first == 43 || zone.first == 45, digits.count == 4,
      let hours = number(digits[..<2]), let minutes = number(digits[2...])
    else { return nil }
    guard hours < 24, minutes < 60 else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return zone.first == 45 ? -seconds : seconds
  }
}
