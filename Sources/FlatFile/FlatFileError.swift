import LedgerCore

/// A place in a document. Lines count from 1; the column is named by its header.
package struct SourceLocation: Equatable, Sendable, CustomStringConvertible {
  package let line: Int?
  package let column: String?

  package init(line: Int? = nil, column: String? = nil) {
    self.line = line
    self.column = column
  }

  /// `42: amount`, to be put behind the document's name.
  package var description: String {
    [line.map(String.init), column].compactMap { $0 }.joined(separator: ": ")
  }
}

/// Something wrong, or worth knowing, in a document: where, what, and what to do about it.
package struct FlatFileError: Error, Equatable, Sendable, CustomStringConvertible {
  package let kind: FindingKind
  package let location: SourceLocation
  package let what: String
  package let whatToDo: String
  package let settlementID: String?
  package let amount: Money?

  package init(
    _ kind: FindingKind, at location: SourceLocation = SourceLocation(), _ what: String,
    whatToDo: String, settlementID: String? = nil, amount: Money? = nil
  ) {
    self.kind = kind
    self.location = location
    self.what = what
    self.whatToDo = whatToDo
    self.settlementID = settlementID
    self.amount = amount
  }

  package var description: String {
    let place = location.description
    return "\(place.isEmpty ? "" : place + ": ")\(what); \(whatToDo)"
  }
}
