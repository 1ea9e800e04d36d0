/// Finds the parts of a JSON text as ranges of its bytes, without reading them.
///
/// A record keeps the bytes and the place that it has in its document.
struct JSONSlices {
  let bytes: [UInt8]

  /// The range of the value that starts at or after a place, and nil where there is no whole one.
  func value(from start: Int) -> Range<Int>? {
    let start = skipBlanks(start)
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return container(start)
    case UInt8(ascii: "\""): return string(start).map { start..<$0 }
    default:
      var end = start
      while end < bytes.count, !JSONSlices.ends.contains(bytes[end]) { end += 1 }
      return end > start ? start..<end : nil
    }
  }

  /// The values of an array's elements; nil where the range is no array.
  func elements(of range: Range<Int>) -> [Range<Int>]? {
    elements(at: range.lowerBound)?.elements
  }

  /// The same of the array that starts at a place, and where it ends.
  func elements(at start: Int) -> (elements: [Range<Int>], end: Int)? {
    var elements: [Range<Int>] = []
    let end = list(at: start, UInt8(ascii: "["), UInt8(ascii: "]")) { at in
      guard let element = value(from: at) else { return nil }
      elements.append(element)
      return element.upperBound
    }
    return end.map { (elements, $0) }
  }

  /// The names and values of an object's fields; nil where the range is no object.
  func members(of range: Range<Int>) -> [(name: String, value: Range<Int>)]? {
    var members: [(name: String, value: Range<Int>)] = []
    let end = fields(at: range.lowerBound) { name, start in
      guard let value = value(from: start) else { return nil }
      members.append((name, value))
      return value.upperBound
    }
    return end == nil ? nil : members
  }

  /// Goes through the fields of the object that starts at a place. `body` is told a field's name
  /// and where its value starts, and tells where that ends; so an object can be entered that was
  /// not gone through before. Behind the object, or nil where there is no whole one.
  func fields(at start: Int, _ body: (_ name: String, _ start: Int) -> Int?) -> Int? {
    list(at: start, UInt8(ascii: "{"), UInt8(ascii: "}")) { at in
      guard bytes[at] == UInt8(ascii: "\""), let end = string(at) else { return nil }
      let name = String(decoding: bytes[at + 1..<end - 1], as: UTF8.self)
      let colon = skipBlanks(end)
      guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else { return nil }
      return body(name, skipBlanks(colon + 1))
    }
  }

  /// Goes through what stands between two brackets, separated by commas.
  private func list(
    at start: Int, _ open: UInt8, _ close: UInt8, _ item: (Int) -> Int?
  ) -> Int? {
    var at = skipBlanks(start)
    guard at < bytes.count, bytes[at] == open else { return nil }
    at = skipBlanks(at + 1)
    while at < bytes.count, bytes[at] != close {
      guard let end = item(at) else { return nil }
      at = skipBlanks(end)
      guard at < bytes.count else { return nil }
      if bytes[at] == UInt8(ascii: ",") {
        at = skipBlanks(at + 1)
      } else if bytes[at] != close {
        return nil
      }
    }
    return at < bytes.count ? at + 1 : nil
  }

  /// The first place from one on that is no blank.
  func skipBlanks(_ start: Int) -> Int {
    var at = start
    while at < bytes.count, JSONSlices.isBlank(bytes[at]) { at += 1 }
    return at
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 10 || byte == 13 || byte == 9
  }

  // MARK: - Ends

  private static let ends: Set<UInt8> = [
    9, 10, 13, 32, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"),
  ]

  /// Behind the closing quote of the string that starts at a place.
  private func string(_ start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { JSONSlices.string($0, start) }
  }

  private static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    var at = start + 1
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\\"): at += 2
      case UInt8(ascii: "\""): return at + 1
      case 10: return nil
      default: at += 1
      }
    }
    return nil
  }

  private func container(_ start: Int) -> Range<Int>? {
    bytes.withUnsafeBufferPointer { bytes in
      var open: [UInt8] = []
      var at = start
      while at < bytes.count {
        switch bytes[at] {
        case UInt8(ascii: "\""):
          guard let end = JSONSlices.string(bytes, at) else { return nil }
          at = end
          continue
        case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
        case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          guard open.popLast() == bytes[at] else { return nil }
          if open.isEmpty { return start..<at + 1 }
        default: break
        }
        at += 1
      }
      return nil
    }
  }
}
