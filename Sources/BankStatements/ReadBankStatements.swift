import LedgerCore

/// The statements of a bank's file, whichever format it is in.
///
/// The content decides, never the name. A file with an error gives nothing.
///
/// - Parameter name: the file's name, for errors only.
/// - Parameter csvMappings: for CSV files; exactly one must fit the header.
package func readBankStatements(
  _ bytes: [UInt8], name: String, csvMappings: [BankCSVMapping] = []
) throws(BankStatementError) -> [BankStatement] {
  do throws(BankStatementError) {
    guard bytes.count <= mostFileBytes else {
      throw BankStatementError(
        BankStatementPlace(), "the file is larger than \(mostFileBytes >> 20) MB",
        whatToDo: "ask the bank for shorter periods")
    }
    switch BankFileKind(prefix: bytes) {
    case .camt053: return try readCamt053(bytes)
    case .mt940: return try readMT940(bytes)
    case .ofx: return try readOFX(bytes)
    case .bai2: return try readBAI2(bytes)
    case nil: return [try readByMapping(bytes, csvMappings)]
    }
  } catch {
    throw error.inDocument(name)
  }
}

/// Whether a file looks like a bank statement, by its first bytes; a few thousand are enough.
package func isBankStatement(prefix: [UInt8], csvMappings: [BankCSVMapping] = []) -> Bool {
  BankFileKind(prefix: prefix) != nil
    || csvMappings.contains { $0.fits(prefix: Array(prefix.prefix(sniffedBytes))) }
}

/// A camt.053 of a busy account has some ten megabytes a month.
private let mostFileBytes = 64 << 20

private let sniffedBytes = 8192

private func readByMapping(
  _ bytes: [UInt8], _ mappings: [BankCSVMapping]
) throws(BankStatementError) -> BankStatement {
  let fitting = mappings.filter { $0.fits(prefix: Array(bytes.prefix(sniffedBytes))) }
  guard let mapping = fitting.first else {
    throw BankStatementError(
      BankStatementPlace(),
      "this is neither camt.053, MT940, OFX nor BAI2, and no CSV mapping fits its header",
      whatToDo: "describe its columns in a mapping, or ask the bank for camt.053")
  }
  guard fitting.count == 1 else {
    throw BankStatementError(
      BankStatementPlace(),
      "several CSV mappings fit: \(fitting.map(\.name).joined(separator: ", "))",
      whatToDo: "remove all but the right one, or name more columns in them")
  }
  return try readBankCSV(bytes, mapping)
}

/// The formats that are recognised without a mapping.
private enum BankFileKind {
  case camt053, mt940, ofx, bai2

  init?(prefix: [UInt8]) {
    let head = BankFileKind.text(Array(prefix.prefix(sniffedBytes)))
    let start = head.bytes.drop { $0 <= 32 }
    let hasOFXHeader = start.starts(with: "OFXHEADER:".utf8)
    if start.first == UInt8(ascii: "<") || hasOFXHeader {
      if hasOFXHeader || head.place(of: "<OFX>") != nil || head.place(of: "<?OFX ") != nil {
        self = .ofx
      } else if head.place(of: ":camt.05") != nil {
        // Its siblings 052 and 054 too: the reader says what to ask the bank for.
        self = .camt053
      } else {
        return nil
      }
      return
    }
    let lines = start.split(maxSplits: 20) { $0 == 10 || $0 == 13 }
    let isMT940 = lines.prefix(20).contains {
      $0.starts(with: ":20:".utf8) || $0.starts(with: "{1:F01".utf8)
    }
    if isMT940 {
      self = .mt940
    } else if let first = lines.first, first.starts(with: "01,".utf8),
      first.contains(UInt8(ascii: "/")), first.count(where: { $0 == UInt8(ascii: ",") }) >= 7
    {
      self = .bai2
    } else {
      return nil
    }
  }

  /// ASCII as it is, whatever the charset; enough to see a format's marks.
  private static func text(_ bytes: [UInt8]) -> ByteString {
    let marked = Charset.mark(of: bytes)
    let plain = bytes.dropFirst(marked?.length ?? 0)
    // UTF-16 has a zero beside each ASCII character.
    return ByteString(marked?.length == 2 ? plain.filter { $0 != 0 } : Array(plain))
  }
}
