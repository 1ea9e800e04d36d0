import LedgerCore
import SellingPartner

/// Reads Vendor Central's lists of chargebacks and debit memos, and the user's claims file.
///
/// A record's body is the cells that count, in a fixed order with 0x1F between them.
enum VendorLists {
  static let chargebackColumns = [
    "Chargeback ID", "Issue date", "Vendor code", "PO", "Issue type", "Issue sub-type", "Quantity",
    "Charge per unit", "Financial charge", "Currency", "Dispute by",
  ]
  static let memoColumns = [
    "Invoice number", "Type", "Agreement number", "Issue date", "Description", "Amount", "Currency",
    "Vendor code",
  ]
  static let claimColumns = [
    "deduction", "line", "day", "amount", "currency", "status", "verdict", "reason",
  ]

  private static let forms: [(VendorKind, columns: [String], required: [String])] = [
    (
      .chargeback, chargebackColumns,
      ["Chargeback ID", "Issue date", "Financial charge", "Currency"]
    ),
    (.memo, memoColumns, ["Invoice number", "Type", "Issue date", "Amount", "Currency"]),
    (.claim, claimColumns, ["deduction", "day", "status"]),
  ]

  /// The kind of a list whose first line names its columns.
  static func kind(prefix: [UInt8]) -> VendorKind? {
    let start = prefix.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var row = CSVRow(prefix, from: start)
    guard row.next() else { return nil }
    let columns = row.cells.indices.map { row.text($0).text }
    return forms.first { form in form.required.allSatisfy { columns.contains($0) } }?.0
  }

  static func read(
    _ bytes: [UInt8], _ kind: VendorKind, receivedAt: Instant
  ) -> (pieces: [VendorPiece], problems: [VendorProblem]) {
    guard let form = forms.first(where: { $0.0 == kind }) else { return ([], []) }
    var pieces: [VendorPiece] = []
    var problems: [VendorProblem] = []
    func tell(_ line: Int, _ what: String) {
      problems.append(
        VendorProblem(
          line: line, what: what,
          whatToDo: "correct the line, or download the list again; the others are used"))
    }
    do throws(BatchError) {
      // A claim may end where it says no more: what it needs is checked cell by cell.
      let table = try CSVTable(
        bytes, name: "list", required: form.required,
        optional: kind == .claim ? [] : form.columns, shape: .any)
      try table.eachRow { row throws(BatchError) in
        if let fault = table.fault(ofShape: row) {
          tell(row.line, "\(fault.what); \(fault.whatToDo)")
          return
        }
        let cells = form.columns.map { table.value($0, row).text }
        let body = Array(cells.joined(separator: "\u{1f}").utf8)
        if let what = problem(kind, cells) {
          tell(row.line, what)
          return
        }
        let key =
          kind == .claim
          ? [cells[0], cells[1], cells[2], cells[5]].joined(separator: "|") : cells[0]
        pieces.append(
          VendorPiece(kind: kind, key: key, known: receivedAt, line: row.line, body: body))
      }
    } catch {
      let line = error.description.split(separator: ":").dropFirst().first.flatMap { Int($0) }
      tell(line ?? 1, error.description)
    }
    return (pieces, problems)
  }

  private static func problem(_ kind: VendorKind, _ cells: [String]) -> String? {
    switch kind {
    case .claim: claimProblem(cells)
    case .chargeback:
      charge(cells) == nil
        ? "chargeback '\(cells[0])': number, Issue date, Quantity, Financial charge or Currency cannot"
          + " be read" : nil
    default:
      memo(cells) == nil
        ? "memo '\(cells[0])': number, Issue date, Amount or Currency cannot be read" : nil
    }
  }

  private static func claimProblem(_ cells: [String]) -> String? {
    if VendorClaim.Status(rawValue: cells[5]) == nil {
      return "status '\(cells[5])' is not reviewed, claimed, granted or denied"
    }
    if !cells[6].isEmpty, VendorVerdict(rawValue: cells[6]) == nil {
      return "verdict '\(cells[6])' is not justified, disputable or undetermined"
    }
    return claim(cells) == nil
      ? "claim '\(cells[0])': deduction, day, amount or currency cannot be read" : nil
  }

  // MARK: - Values

  static func cells(_ body: [UInt8]) -> [String] {
    body.split(separator: 0x1F, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private static func money(_ text: String, _ currency: String) -> Money? {
    guard let currency = Currency(currency),
      let minor = ExactDecimal(Array(text.utf8))?.minorUnits(digits: currency.minorDigits),
      minor.magnitude <= AmountLimits.mostMinor
    else { return nil }
    return Money(minorUnits: minor, currency)
  }

  static func charge(_ cells: [String]) -> VendorCharge? {
    guard cells.count == chargebackColumns.count, !cells[0].isEmpty,
      let issued = CalendarDate(cells[1]), let amount = money(cells[8], cells[9]),
      amount.minorUnits >= 0,
      cells[6].isEmpty
        || Int64(cells[6]).map({ $0.magnitude <= VendorLimits.mostPieces.magnitude }) ?? false,
      cells[10].isEmpty || CalendarDate(cells[10]) != nil
    else { return nil }
    return VendorCharge(
      number: cells[0], isChargeback: true, issued: issued, vendorCode: cells[2], order: cells[3],
      text: [cells[4], cells[5]].filter { !$0.isEmpty }.joined(separator: " / "), agreement: "",
      quantity: Int64(cells[6]), perUnit: money(cells[7], cells[9]), amount: amount,
      disputeBy: CalendarDate(cells[10]))
  }

  static func memo(_ cells: [String]) -> VendorCharge? {
    guard cells.count == memoColumns.count, !cells[0].isEmpty,
      let issued = CalendarDate(cells[3]), let amount = money(cells[5], cells[6])
    else { return nil }
    return VendorCharge(
      number: cells[0], isChargeback: false, issued: issued, vendorCode: cells[7], order: "",
      text: cells[4].isEmpty ? cells[1] : cells[4], agreement: cells[2], quantity: nil,
      perUnit: nil, amount: amount.minorUnits < 0 ? -amount : amount, disputeBy: nil)
  }

  static func claim(_ cells: [String]) -> VendorClaim? {
    guard cells.count == claimColumns.count, !cells[0].isEmpty, let day = CalendarDate(cells[2]),
      let status = VendorClaim.Status(rawValue: cells[5])
    else { return nil }
    let amount = money(cells[3], cells[4])
    guard cells[3].isEmpty || amount.map({ $0.minorUnits >= 0 }) ?? false else { return nil }
    return VendorClaim(
      deduction: cells[0], line: cells[1], day: day, amount: amount, status: status,
      verdict: VendorVerdict(rawValue: cells[6]), reason: cells[7])
  }
}
