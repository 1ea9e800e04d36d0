/// A few names, found by their bytes: for texts of which a log has one in each line.
package struct NameTable: Sendable {
  private let names: [[UInt8]]

  package init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

  /// The place of a name among all; nil where it is none of them.
  package func place(of name: UnsafeRawBufferPointer) -> Int? {
    for (place, known) in names.enumerated() where known.count == name.count {
      if known.withUnsafeBytes({ $0.elementsEqual(name) }) { return place }
    }
    return nil
  }
}
