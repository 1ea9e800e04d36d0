/// A settlement file that another program has saved, told by its first line.
struct SavedElsewhere {
  let how: String

  /// Nil for a header as Amazon writes it, and for what is no settlement's.
  init?(_ header: [UInt8]) {
    func names(_ separators: [UInt8]) -> [String] {
      firstLine.split { separators.contains($0) }.map {
        String(decoding: $0, as: UTF8.self).trimmedASCII.lowercased()
      }
    }
    let firstLine = header.prefix { $0 != UInt8(ascii: "\r") }
    // Between quotes or not, and whatever parts them.
    let apart = names(Array("\t,;\"".utf8))
    guard apart.contains("settlement-id"), apart.contains("total-amount") else { return nil }
    if header[firstLine.endIndex...].contains(where: { $0 > UInt8(ascii: " ") }) {
      how = "whose lines end in carriage returns alone, as on old Macs"
    } else if !names([UInt8(ascii: "\t")]).contains("settlement-id") {
      how = "with quoted cells or without tabs, as a spreadsheet saves it"
    } else {
      return nil
    }
  }
}
