/// Text with `%XX` read as the byte of these hexadecimal digits; a `%` without them stands for itself.
package func percentDecoded(_ text: UnsafeRawBufferPointer) -> String {
  guard text.contains(UInt8(ascii: "%")) else { return String(decoding: text, as: UTF8.self) }
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { decoded in
    var (place, count) = (0, 0)
    while place < text.count {
      decoded[count] = text[place]
      if text[place] == UInt8(ascii: "%"), place + 2 < text.count,
        let high = hexValue(text[place + 1]), let low = hexValue(text[place + 2])
      {
        decoded[count] = high << 4 | low
        place += 2
      }
      place += 1
      count += 1
    }
    return String(decoding: decoded[..<count], as: UTF8.self)
  }
}

private func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}
