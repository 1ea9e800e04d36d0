import FlatFile
import LedgerCore
import TestSupport
import Testing

/// A small settlement of two sales with their commissions; total 17.00.
func sampleSettlement(_ id: String = "90100000017", _ currency: String = "USD") -> MadeSettlement {
  let posted = Instant("2026-03-10T08:49:04Z")!
  var sale = MadeRow(1250, posted)
  sale.quantity = "1"
  var second = MadeRow(750, posted)
  (second.sku, second.orderID) = ("PLATE-1", "111-7654321-7654321")
  return MadeSettlement(
    id, currency, "2026-03-01T20:21:38Z", "2026-03-15T20:21:38Z",
    rows: [
      sale, MadeRow(-188, posted).labelled("Order", "ItemFees", "Commission"), second,
      MadeRow(-112, posted).ofAccount("other-transaction", "Storage Fee"),
    ])
}

func sampleFile(_ dialect: Dialect = .us, currency: String = "USD") -> SettlementFile {
  SettlementFile(sampleSettlement("90100000017", currency), dialect)
}

func read(_ text: String) -> DocumentReading { Shop().read(text) }
func read(_ bytes: [UInt8]) -> DocumentReading { Shop().read(bytes) }

extension SettlementFile {
  /// The text with one cell of one line (from 1, the header) changed.
  func text(line: Int, _ column: String, _ cell: String) -> String {
    var cells = lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    cells[line - 1][columns.firstIndex(of: column)!] = Substring(cell)
    return cells.map { $0.joined(separator: "\t") + lineEnd }.joined()
  }

  /// The text with one line (from 1, the header) changed.
  func text(line: Int, _ change: (String) -> String) -> String {
    var lines = lines
    lines[line - 1] = change(lines[line - 1])
    return lines.map { $0 + lineEnd }.joined()
  }
}

extension DocumentReading {
  var total: Int64? { isProved ? settlements.first?.rowsTotalMinor : nil }
  var problemKinds: [FindingKind] { problems.map(\.kind) }
  var noteKinds: [FindingKind] { notes.map(\.kind) }
}

/// Expects the text to be read as the sample is, without a word.
func expectSample(
  _ reading: DocumentReading, notes: [FindingKind] = [],
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  #expect(reading.problems == [], sourceLocation: sourceLocation)
  #expect(reading.noteKinds == notes, sourceLocation: sourceLocation)
  #expect(reading.total == 1700, sourceLocation: sourceLocation)
  #expect(reading.settlements.first?.rows == 4, sourceLocation: sourceLocation)
  #expect(reading.settlements.first?.units == 1, sourceLocation: sourceLocation)
}
