import LedgerCore

/// An element of XML or of OFX's SGML: what camt.053 and OFX are made of.
struct Element {
  /// Without its namespace.
  let name: String
  /// The namespace's URI; empty in SGML.
  var namespace = ""
  /// The attribute `Ccy`, the only one that any format of ours needs.
  var currency: ByteString = ""
  var text: [UInt8] = []
  var children: [Element] = []
  let line: Int

  /// The first element at a path below this one.
  func first(_ path: String...) -> Element? { first(path[...]) }

  private func first(_ path: ArraySlice<String>) -> Element? {
    guard let name = path.first else { return self }
    for child in children where child.name == name {
      if let found = child.first(path.dropFirst()) { return found }
    }
    return nil
  }

  /// The trimmed text of the first element at a path below this one; nil if it has none.
  func value(_ path: String...) -> ByteString? {
    guard let text = first(path[...])?.trimmedText, !text.isEmpty else { return nil }
    return text
  }

  func all(_ name: String) -> [Element] { children.filter { $0.name == name } }

  var trimmedText: ByteString { ByteString(text).trimmed }
}

/// Puts the parts of a document together and hands each element over when it ends.
///
/// An element that the consumer takes is not kept in its parent: memory is one entry, however many
/// a statement has.
final class ElementBuilder {
  /// Looks at an element that has ended, and at those open around it; true when it took it.
  typealias Consumer = (Element, _ open: [Element]) throws(BankStatementError) -> Bool

  private(set) var open: [Element] = []
  private(set) var count = 0
  private let consume: Consumer

  private static let mostDepth = 64
  private static let mostTextBytes = 64 << 10
  /// Elements that an open one may hold; those taken do not count.
  private static let mostChildren = 100_000

  init(_ consume: @escaping Consumer) { self.consume = consume }

  func start(
    _ name: String, namespace: String = "", currency: ByteString = "", line: Int
  ) throws(BankStatementError) {
    guard open.count < ElementBuilder.mostDepth else {
      throw BankStatementError(
        line: line, "elements are nested deeper than \(ElementBuilder.mostDepth)",
        whatToDo: downloadAgain)
    }
    count += 1
    open.append(Element(name: name, namespace: namespace, currency: currency, line: line))
  }

  func add(_ text: UnsafeBufferPointer<UInt8>) throws(BankStatementError) {
    guard let last = open.indices.last else { return }
    guard open[last].text.count + text.count <= ElementBuilder.mostTextBytes else {
      throw BankStatementError(
        line: open[last].line,
        "\(open[last].name) holds more than \(ElementBuilder.mostTextBytes) bytes of text",
        whatToDo: downloadAgain)
    }
    open[last].text += text
  }

  /// Ends the innermost element.
  func end() throws(BankStatementError) {
    guard let element = open.popLast() else { return }
    guard try !consume(element, open), let parent = open.indices.last else { return }
    guard open[parent].children.count < ElementBuilder.mostChildren else {
      throw BankStatementError(
        line: element.line,
        "\(open[parent].name) holds more than \(ElementBuilder.mostChildren) elements",
        whatToDo: downloadAgain)
    }
    open[parent].children.append(element)
  }
}
