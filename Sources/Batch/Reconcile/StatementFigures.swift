import LedgerCore
import LedgerStore

extension StatementRecord {
  /// What the bank's own figures contradict, in words; each with its place in the file, and what is
  /// stated minus what is found, nil for counts.
  var contradictions: [(what: String, place: String, difference: Money?)] {
    var all: [(what: String, place: String, difference: Money?)] = []
    if let differenceMinor, differenceMinor != 0 {
      let gap = Money(minorUnits: differenceMinor, currency)
      all.append(("opening balance and lines do not make the closing balance", "", gap))
    }
    return all
      + differences.map { difference in
        let gap = difference.stated.subtractingReportingOverflow(difference.found)
        let isCount = difference.kind == "count" || gap.overflow
        return (
          difference.what(in: currency), difference.text,
          isCount ? nil : Money(minorUnits: gap.partialValue, currency)
        )
      }
  }
}

extension StatedDifference {
  fileprivate func what(in currency: Currency) -> String {
    if kind == "count" {
      return "the bank counts \(stated) entries or records, and the file has \(found)"
    }
    let (stated, found) = (
      Money(minorUnits: stated, currency), Money(minorUnits: found, currency)
    )
    switch kind {
    case "running_balance":
      return "the running balance is \(stated) where the line before it makes \(found)"
    case "batch": return "the batch is of \(stated), and its parts make \(found)"
    case "credits", "debits":
      return "the bank's total of \(kind) is \(stated), and the lines make \(found)"
    default: return "the bank's control total is \(stated), and what stands before it \(found)"
    }
  }

  /// Its kind and its place: two differences may stand in one line.
  fileprivate var text: String {
    let name = kind.replacing("_", with: " ")
    return place.isEmpty ? name : "line \(place), \(name)"
  }
}
