import LedgerCore

/// Reads OFX 1.x: SGML in which values have no closing tags.
///
/// An element whose closing tag occurs nowhere in the file, or that holds text, is a value and ends
/// at the next tag. All others hold elements and end at their closing tag.
///
/// - Source: OFX 1.6, section 2.3.2, "SGML details".
func readSGML(
  _ bytes: ArraySlice<UInt8>, firstLine: Int, _ consume: @escaping ElementBuilder.Consumer
) throws(BankStatementError) {
  var reader = SGMLReader(bytes, line: firstLine, ElementBuilder(consume))
  try reader.read()
}

private struct SGMLReader {
  private let bytes: ArraySlice<UInt8>
  private let builder: ElementBuilder
  /// The names that have a closing tag somewhere.
  private let closed: Set<ArraySlice<UInt8>>
  private var at: Int
  private var line: Int

  init(_ bytes: ArraySlice<UInt8>, line: Int, _ builder: ElementBuilder) {
    self.bytes = bytes
    self.builder = builder
    self.line = line
    at = bytes.startIndex
    closed = SGMLReader.closingNames(bytes)
  }

  private static func closingNames(_ bytes: ArraySlice<UInt8>) -> Set<ArraySlice<UInt8>> {
    var names: Set<ArraySlice<UInt8>> = []
    for tag in bytes.split(separator: UInt8(ascii: "<")) where tag.first == UInt8(ascii: "/") {
      names.insert(tag.dropFirst().prefix { $0 != UInt8(ascii: ">") })
    }
    return names
  }

  mutating func read() throws(BankStatementError) {
    guard closed.contains(Array("OFX".utf8)[...]) else {
      throw BankStatementError(
        line: line, "the file does not end with </OFX>",
        whatToDo: "it was cut off: \(downloadAgain)")
    }
    while at < bytes.endIndex {
      if bytes[at] == UInt8(ascii: "<") { try tag() } else { try text() }
    }
    guard builder.open.isEmpty else {
      throw BankStatementError(
        line: line, "the file ends inside \(shown(Array(builder.open[0].name.utf8)))",
        whatToDo: "it was cut off: \(downloadAgain)")
    }
  }

  private static let mostTagBytes = 64

  private mutating func tag() throws(BankStatementError) {
    let head = bytes[(at + 1)...].prefix(SGMLReader.mostTagBytes)
    guard let end = head.firstIndex(of: UInt8(ascii: ">")) else {
      throw BankStatementError(
        line: line, "a tag begins with \(shown(head.prefix(20))) and does not end",
        whatToDo: downloadAgain)
    }
    let tag = bytes[(at + 1)..<end]
    at = end + 1
    let closing = tag.first == UInt8(ascii: "/") ? tag.dropFirst() : nil
    if let closing, builder.open.last?.name == String(decoding: closing, as: UTF8.self) {
      return try builder.end()
    }
    try endValue()
    if let closing {
      try close(closing)
    } else if let first = tag.first, first != UInt8(ascii: "?"), first != UInt8(ascii: "!") {
      try builder.start(String(decoding: tag, as: UTF8.self), line: line)
    }
  }

  /// Ends an innermost element that holds a value.
  private func endValue() throws(BankStatementError) {
    guard let last = builder.open.last else { return }
    if !closed.contains(Array(last.name.utf8)[...]) || !last.trimmedText.isEmpty {
      try builder.end()
    }
  }

  private func close(_ name: ArraySlice<UInt8>) throws(BankStatementError) {
    let name = String(decoding: name, as: UTF8.self)
    guard builder.open.last?.name == name else {
      throw BankStatementError(
        line: line,
        "\(shown(Array(name.utf8))) ends where \(shown(Array((builder.open.last?.name ?? "nothing").utf8))) is open",
        whatToDo: downloadAgain)
    }
    try builder.end()
  }

  private mutating func text() throws(BankStatementError) {
    let value = bytes[at...].prefix { $0 != UInt8(ascii: "<") }
    at = value.endIndex
    line += value.count { $0 == 10 }
    guard !builder.open.isEmpty else { return }
    let text = SGMLReader.resolved(value)
    do {
      try text.withUnsafeBufferPointer { try builder.add($0) }
    } catch let error as BankStatementError {
      throw error
    } catch {
      preconditionFailure("only one type of error is thrown here")
    }
  }

  /// With the characters that SGML writes by name; a lone `&` stays as it is.
  private static func resolved(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
    let names: [(name: String, byte: UInt8)] = [
      ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
      ("&nbsp;", 32),
    ]
    var result: [UInt8] = []
    var rest = text
    while let byte = rest.first {
      if let known = names.first(where: { rest.starts(with: $0.name.utf8) }) {
        result.append(known.byte)
        rest = rest.dropFirst(known.name.utf8.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
