/// A JSON value whose members keep the order in which they are written; amounts are texts.
package indirect enum JSONDocument: Sendable {
  case object([(String, JSONDocument)])
  case array([JSONDocument])
  case text(String)
  case integer(Int64)
  case flag(Bool)
  case null

  /// One line without blanks.
  package var bytes: [UInt8] {
    var bytes = TextBuffer()
    append(to: &bytes)
    return bytes.take()
  }

  private func append(to bytes: inout TextBuffer) {
    switch self {
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONText.append(member.0, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.1.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .text(let text): JSONText.append(text, to: &bytes)
    case .integer(let number): bytes.append(decimal: number, digits: 0)
    case .flag(let flag): bytes.append(flag ? "true" : "false")
    case .null: bytes.append("null")
    }
  }
}
