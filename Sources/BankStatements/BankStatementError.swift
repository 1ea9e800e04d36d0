import LedgerCore

/// A place in a bank's file: a line and an entry, both counted from 1.
package struct BankStatementPlace: Hashable, Sendable, CustomStringConvertible {
  package let line: Int?
  package let entry: Int?

  package init(line: Int? = nil, entry: Int? = nil) {
    self.line = line
    self.entry = entry
  }

  /// `42: entry 7`, to be put behind the file's name.
  package var description: String {
    [line.map(String.init), entry.map { "entry \($0)" }].compactMap { $0 }.joined(separator: ": ")
  }
}

/// Why a bank's file gives no statement: where, what was found, and what to do about it.
package struct BankStatementError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's name as the caller gave it; empty inside the readers.
  package let document: String
  package let place: BankStatementPlace
  package let what: String
  package let whatToDo: String

  init(
    _ place: BankStatementPlace = BankStatementPlace(), _ what: String, whatToDo: String,
    document: String = ""
  ) {
    self.document = document
    self.place = place
    self.what = what
    self.whatToDo = whatToDo
  }

  /// Of a file of which no statement can be read, such as one whose compression is damaged.
  package init(damaged document: String, _ what: String, whatToDo: String) {
    self.init(BankStatementPlace(), what, whatToDo: whatToDo, document: document)
  }

  init(line: Int, _ what: String, whatToDo: String) {
    self.init(BankStatementPlace(line: line), what, whatToDo: whatToDo)
  }

  func inDocument(_ name: String) -> BankStatementError {
    BankStatementError(place, what, whatToDo: whatToDo, document: name)
  }

  /// `2026-01.sta:42: 'x' is no amount; download the statement again`
  package var description: String {
    let head = [document, place.description].filter { !$0.isEmpty }.joined(separator: ":")
    return "\(head.isEmpty ? "" : head + ": ")\(what); \(whatToDo)"
  }
}

/// What to do about a file that no bank would write.
let downloadAgain = "download the statement again"

/// Bytes as shown in an error: quoted, cut at 40 characters, control characters visible.
func shown(_ bytes: some Collection<UInt8>) -> String {
  let text = String(decoding: bytes.prefix(160), as: UTF8.self)
  let characters = text.unicodeScalars.prefix(40).map { scalar in
    scalar.value < 32 || scalar.value == 127 ? "·" : String(scalar)
  }
  return "'\(characters.joined())\(text.unicodeScalars.count > 40 ? "…" : "")'"
}

func shown(_ text: ByteString) -> String { shown(text.bytes) }
