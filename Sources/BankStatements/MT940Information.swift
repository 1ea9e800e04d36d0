import LedgerCore

/// Field 86: who paid and what for.
///
/// Three habits are understood: numbered parts (`166?20SVWZ+…?32NAME`, Germany and Austria), tags
/// between slashes (`/NAME/…/REMI/…`, Netherlands), and free text.
struct MT940Information {
  private(set) var text: ByteString = ""
  private(set) var counterparty: ByteString = ""
  private(set) var paymentReference: ByteString = ""

  /// Characters of a line of field 86; a shorter one ends a word.
  private static let lineWidth = 65
  /// Characters of a numbered part.
  private static let partWidth = 27

  init(_ field: MT940Field) {
    let tagWidth = 4
    let lines = field.lines.enumerated().map { place, line in
      (line, width: MT940Information.width(line) + (place == 0 ? tagWidth : 0))
    }
    var whole = MT940Information.joined(lines, MT940Information.lineWidth, orBefore: nil)
    if let separator = MT940Information.separator(whole) {
      whole = MT940Information.joined(lines, MT940Information.lineWidth, orBefore: separator)
      readParts(whole.dropFirst(3), separator)
    } else if whole.first == UInt8(ascii: "/") {
      readSlashes(ByteString(whole))
    } else {
      text = ByteString(whole).trimmed
    }
  }

  /// What stands before each number: neither letter nor digit, behind a code of three digits.
  private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    let head = Array(bytes.prefix(6))
    guard head.count == 6, number(head[0..<3]) != nil, number(head[4..<6]) != nil else {
      return nil
    }
    switch head[3] {
    case 48...57, 65...90, 97...122, 32, UInt8(ascii: "/"): return nil
    default: return head[3]
    }
  }

  private mutating func readParts(_ bytes: ArraySlice<UInt8>, _ separator: UInt8) {
    var purpose: [(ArraySlice<UInt8>, width: Int)] = []
    var name: [(ArraySlice<UInt8>, width: Int)] = []
    var rest = bytes
    while rest.first == separator, let code = number(rest.dropFirst().prefix(2)) {
      let value = MT940Information.value(rest.dropFirst(3), separator)
      rest = rest.dropFirst(3 + value.count)
      let part = (value, width: MT940Information.width(value))
      switch code {
      case 20...29, 60...63: purpose.append(part)
      case 32, 33: name.append(part)
      default: break
      }
    }
    counterparty = ByteString(MT940Information.joined(name, MT940Information.partWidth)).trimmed
    let whole = ByteString(MT940Information.joined(purpose, MT940Information.partWidth)).trimmed
    let tags = [
      "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "COAM+", "OAMT+",
      "PURP+", "IBAN+", "BIC+",
    ]
    let values = MT940Information.values(whole, behind: tags)
    text = values["SVWZ+"] ?? (values.isEmpty ? whole : "")
    paymentReference = MT940Information.reference(values["EREF+"])
    if counterparty.isEmpty { counterparty = values["ABWA+"] ?? "" }
  }

  /// A part up to the next separator with a number behind it.
  private static func value(_ bytes: ArraySlice<UInt8>, _ separator: UInt8) -> ArraySlice<UInt8> {
    let end = bytes.indices.first { place in
      bytes[place] == separator && place + 2 < bytes.endIndex
        && number(bytes[(place + 1)...(place + 2)]) != nil
    }
    return bytes[..<(end ?? bytes.endIndex)]
  }

  private mutating func readSlashes(_ whole: ByteString) {
    let tags = [
      "TRTP", "CSID", "MARF", "EREF", "REMI", "IBAN", "BIC", "NAME", "ORDP", "BENM", "RTRN",
      "ISDT", "PREF", "CNTP", "ADDR", "USTD", "STRD", "PURP", "ULTD", "ULTC",
    ]
    let values = MT940Information.values(whole, behind: tags.map { "/\($0)/" })
    counterparty = values["/NAME/"] ?? ""
    paymentReference = MT940Information.reference(values["/EREF/"])
    let free = [values["/REMI/"], values["/USTD/"], values["/STRD/"]].compactMap { $0 }
    text = values.isEmpty ? whole.trimmed : ByteString.joined(free)
  }

  /// What stands behind each of some tags, up to the next of them; the first of equal ones counts.
  private static func values(
    _ text: ByteString, behind tags: [String]
  ) -> [String: ByteString] {
    var places: [(start: Int, tag: String)] = []
    for tag in tags {
      if let start = text.place(of: ByteString(tag)) { places.append((start, tag)) }
    }
    places.sort { $0.start < $1.start }
    var values: [String: ByteString] = [:]
    for (index, place) in places.enumerated() {
      let start = place.start + place.tag.utf8.count
      let end = index + 1 < places.count ? places[index + 1].start : text.bytes.count
      // A slash that begins the next tag may end this one.
      values[place.tag] = ByteString(text.bytes[min(start, end)..<end]).trimmed
    }
    return values
  }

  private static func reference(_ text: ByteString?) -> ByteString {
    guard let text, text != "NOTPROVIDED" else { return "" }
    return text
  }

  /// Characters, not bytes.
  private static func width(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.count { $0 & 0xC0 != 0x80 }
  }

  /// The pieces of a text that was cut at a width: a shorter piece lost a blank at its end, unless
  /// the next one begins with `mark`.
  private static func joined(
    _ pieces: [(ArraySlice<UInt8>, width: Int)], _ width: Int, orBefore mark: UInt8? = nil
  ) -> ArraySlice<UInt8> {
    var result: [UInt8] = []
    for (place, piece) in pieces.enumerated() {
      result += piece.0
      guard place + 1 < pieces.count, piece.width < width, piece.0.last != 32 else { continue }
      if mark == nil || pieces[place + 1].0.first != mark { result.append(32) }
    }
    return result[...]
  }
}
