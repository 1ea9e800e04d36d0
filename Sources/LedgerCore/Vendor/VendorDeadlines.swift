/// Until when a deduction can be disputed: a dated rule for each kind.
///
/// The rules are assumptions until a vendor has put in the terms of his own agreement.
package struct VendorDeadlines: Sendable, Equatable {
  package struct Rule: Sendable, Equatable {
    package enum Start: String, CaseIterable, Sendable {
      /// The day on which the deduction or invoice was issued, or on which it was paid.
      case issued, paid
    }
    package var kind: VendorDeductionKind
    package var days: Int
    package var start: Start
    /// The days of the start on which the rule is in force; nil is without bound.
    package var from: CalendarDate?
    package var until: CalendarDate?

    package init(
      kind: VendorDeductionKind, days: Int, start: Start, from: CalendarDate? = nil,
      until: CalendarDate? = nil
    ) {
      self.kind = kind
      self.days = days
      self.start = start
      self.from = from
      self.until = until
    }
  }

  package private(set) var rules: [Rule]

  package init(_ rules: [Rule]) { self.rules = rules }

  /// Chargebacks: the 30 days that Vendor Central's own list shows as "Dispute by". The others
  /// have no published term that holds for all vendors: a cautious 30 days as well.
  package static let usual = VendorDeadlines(
    VendorDeductionKind.allCases.map { kind in
      let isClaim = [.chargeback, .coop, .debitMemo, .returns].contains(kind)
      return Rule(kind: kind, days: 30, start: isClaim ? .issued : .paid)
    })

  /// Later rules win.
  package mutating func add(_ rule: Rule) { rules.append(rule) }

  /// The last day for a dispute, or nil where no rule says so or its start has not come.
  package func deadline(
    of kind: VendorDeductionKind, issued: CalendarDate, paid: CalendarDate?
  ) -> CalendarDate? {
    for rule in rules.reversed() where rule.kind == kind {
      guard let start = rule.start == .issued ? issued : paid else { continue }
      guard rule.from.map({ $0 <= start }) ?? true, rule.until.map({ start <= $0 }) ?? true else {
        continue
      }
      return CalendarDate(dayNumber: start.dayNumber + Int32(rule.days))
    }
    return nil
  }
}

/// Why money was kept back or taken.
package enum VendorDeductionKind: String, Sendable, CaseIterable {
  case shortage, price, chargeback, coop, returns, rejected, unpaid, duplicate
  case debitMemo = "debit_memo"
  case quickPay = "quick_pay_discount"
  /// Paid less than matched, without a reason.
  case shortPaid = "short_paid"
}
