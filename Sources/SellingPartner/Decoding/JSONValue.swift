import FoundationEssentials
import LedgerCore

/// A JSON value with exact numbers, for answers whose fields come and go.
enum JSONValue: Decodable, Sendable {
  case object([String: JSONValue])
  case array([JSONValue])
  case text(String)
  case number(Decimal)
  case flag(Bool)
  case null

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      var fields: [String: JSONValue] = [:]
      for key in container.allKeys {
        fields[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
      }
      self = .object(fields)
    } else if var container = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
      self = .array(elements)
    } else {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Decimal.self) {
        self = .number(number)
      } else {
        self = .null
      }
    }
  }

  /// Nil when the bytes are no JSON.
  init?(_ bytes: some Sequence<UInt8>) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
      return nil
    }
    self = value
  }

  // MARK: - Parts

  /// A field; `.null` where there is none, so that paths can be written in one line.
  subscript(name: String) -> JSONValue {
    guard case .object(let fields) = self else { return .null }
    return fields[name] ?? .null
  }

  var fields: [String: JSONValue] {
    guard case .object(let fields) = self else { return [:] }
    return fields
  }

  var elements: [JSONValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// Nil for an empty text too: Amazon sends both for "none".
  var text: String? {
    guard case .text(let text) = self, !text.isEmpty else { return nil }
    return text
  }

  var instant: Instant? { text.flatMap { Instant(apiText: $0) } }

  var day: CalendarDate? { text.flatMap { CalendarDate(String($0.prefix(10))) } }

  /// Whether an amount is stated here, readable or not.
  var hasAmount: Bool {
    for name in ["currencyAmount", "CurrencyAmount"] {
      if case .null = self[name] { continue }
      return true
    }
    return false
  }

  /// An amount in either of Amazon's spellings; nil when it or its currency is missing.
  var money: Money? {
    let code = self["currencyCode"].text ?? self["CurrencyCode"].text
    guard let currency = code.flatMap({ Currency($0) }) else { return nil }
    for name in ["currencyAmount", "CurrencyAmount"] {
      switch self[name] {
      case .number(let number): return Money(exactly: number.description, currency)
      case .text(let text): return Money(exactly: text, currency)
      default: continue
      }
    }
    return nil
  }
}

extension Money {
  /// A thousand trillion minor units: no seller's amount is larger, and sums of many still fit.
  private static var most: UInt64 { 10_000_000_000_000_000 }

  /// Nil where the number has digits that the currency has not, or is beyond all reason.
  init?(exactly number: String, _ currency: Currency) {
    guard
      let minor = ExactDecimal(Array(number.utf8))?.minorUnits(digits: currency.minorDigits),
      minor.magnitude < Money.most
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
