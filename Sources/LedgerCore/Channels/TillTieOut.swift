/// A day's takings by one means of payment.
package struct TakingsKey: Hashable, Comparable, Sendable {
  package let day: CalendarDate
  /// Lower case; empty where tickets do not tell how they were paid.
  package let tender: ByteString

  package init(day: CalendarDate, tender: ByteString) {
    self.day = day
    self.tender = tender
  }

  package static func < (lhs: TakingsKey, rhs: TakingsKey) -> Bool {
    (lhs.day, lhs.tender) < (rhs.day, rhs.tender)
  }
}

/// All that an outlet's till reports in one currency, in minor units.
package struct OutletTakings: Sendable {
  package let outlet: ByteString
  package let store: String
  package let currency: Currency
  /// Sums of the tickets.
  package var tickets: [TakingsKey: Int64] = [:]
  /// What the daily closings say.
  package var closings: [TakingsKey: Int64] = [:]
  package var deposits: [TillDeposit] = []

  package init(outlet: ByteString, store: String, currency: Currency) {
    self.outlet = outlet
    self.store = store
    self.currency = currency
  }
}

/// What tying out has shown: one result an outlet and month, and a finding for each difference.
package struct ChannelTieOut: Sendable {
  package var identities: [IdentityResult] = []
  package var findings: [Finding] = []

  package init() {}

  package static func + (lhs: ChannelTieOut, rhs: ChannelTieOut) -> ChannelTieOut {
    var sum = lhs
    sum.identities += rhs.identities
    sum.findings += rhs.findings
    return sum
  }
}

/// Checks that the tickets make the totals of the daily closings, by means of payment.
///
/// Days before the first or after the last of either side are not compared: their export is not
/// there yet. Days in between that one side lacks altogether are one difference for each run.
package func tenderTieOut(of takings: OutletTakings) -> ChannelTieOut {
  TenderTieOut(takings).tieOut()
}

private struct TenderTieOut {
  let takings: OutletTakings
  let tickets, closings: [TakingsKey: Int64]

  init(_ takings: OutletTakings) {
    self.takings = takings
    // Tickets that do not tell how they were paid are compared by the day.
    let areUntold = takings.tickets.keys.allSatisfy(\.tender.isEmpty)
    tickets = takings.tickets
    closings = areUntold ? TenderTieOut.byDay(takings.closings) : takings.closings
  }

  private static func byDay(_ sums: [TakingsKey: Int64]) -> [TakingsKey: Int64] {
    var byDay: [TakingsKey: Int64] = [:]
    for (key, sum) in sums { byDay[TakingsKey(day: key.day, tender: ""), default: 0] += sum }
    return byDay
  }

  func tieOut() -> ChannelTieOut {
    var result = ChannelTieOut()
    let keys = Set(tickets.keys).union(closings.keys).sorted()
    let compared = comparedDays()
    let months = Dictionary(grouping: keys, by: \.day.monthText)
    for (month, keys) in months.sorted(by: { $0.key < $1.key }) {
      result.identities.append(identity(month, keys, compared))
    }
    if let compared { result.findings = findings(keys.filter { compared.contains($0.day) }) }
    return result
  }

  private func comparedDays() -> ClosedRange<CalendarDate>? {
    let sold = tickets.keys.map(\.day)
    let closed = closings.keys.map(\.day)
    guard let from = [sold.min(), closed.min()].compactMap({ $0 }).max(),
      let to = [sold.max(), closed.max()].compactMap({ $0 }).min(), from <= to, !sold.isEmpty,
      !closed.isEmpty
    else { return nil }
    return from...to
  }

  private func identity(
    _ month: String, _ keys: [TakingsKey], _ compared: ClosedRange<CalendarDate>?
  ) -> IdentityResult {
    let known = keys.filter { compared?.contains($0.day) ?? false }
    let wrong = known.filter { tickets[$0, default: 0] != closings[$0, default: 0] }
    let sold = keys.reduce(0) { $0 + tickets[$1, default: 0] }
    let closed = keys.reduce(0) { $0 + closings[$1, default: 0] }
    let status: IdentityResult.Status
    let cause: String
    if !wrong.isEmpty {
      status = .broken
      cause =
        "\(wrong.count) of \(known.count) day totals differ, first"
        + " \(wrong[0].day) \(wrong[0].tender)"
    } else if known.count < keys.count {
      status = .undetermined
      let missing = closed == 0 && closings.isEmpty ? "no daily closings" : "no tickets or closings"
      cause = "\(missing) in the books for \(keys.count - known.count) of \(keys.count) day totals"
    } else {
      status = .holds
      cause = ""
    }
    return IdentityResult(
      identity: .tillTenders, store: takings.store, accountType: takings.outlet.text,
      currency: takings.currency.code, settlementID: month, status: status, expected: text(closed),
      actual: text(sold), difference: text(sold - closed), cause: cause,
      evidence: "\(known.count) day totals")
  }

  private func findings(_ keys: [TakingsKey]) -> [Finding] {
    let soldDays = Set(tickets.keys.map(\.day))
    let closedDays = Set(closings.keys.map(\.day))
    var findings: [Finding] = []
    var run: (from: CalendarDate, to: CalendarDate, sum: Int64, lacks: String)?
    func endRun() {
      guard let ended = run else { return }
      findings.append(
        finding(
          ended.from, ended.from == ended.to ? "\(ended.from)" : "\(ended.from) to \(ended.to)",
          ended.sum, "there are no \(ended.lacks) of these days"))
      run = nil
    }
    for key in keys {
      let difference = tickets[key, default: 0] - closings[key, default: 0]
      let lacks =
        !soldDays.contains(key.day)
        ? "tickets" : !closedDays.contains(key.day) ? "daily closings" : ""
      if lacks.isEmpty || run.map({ $0.lacks != lacks }) ?? false { endRun() }
      guard difference != 0 else { continue }
      if lacks.isEmpty {
        findings.append(
          finding(
            key.day, "\(key.day) \(key.tender)", difference,
            "tickets make \(text(tickets[key, default: 0])), the daily closing says"
              + " \(text(closings[key, default: 0]))"))
      } else {
        run = (run?.from ?? key.day, key.day, (run?.sum ?? 0) + difference, lacks)
      }
    }
    endRun()
    return findings
  }

  private func finding(
    _ day: CalendarDate, _ place: String, _ difference: Int64, _ what: String
  ) -> Finding {
    Finding(
      kind: .tenderMismatch, opened: day.description, store: takings.store, settlementID: "",
      amount: Money(minorUnits: difference, takings.currency), currency: takings.currency.code,
      what: "outlet \(takings.outlet): \(what)", place: "outlet \(takings.outlet), \(place)",
      whatToDo: "export tickets and closings of the day again, or ask the outlet for its Z report")
  }

  private func text(_ minor: Int64) -> String { Money(minorUnits: minor, takings.currency).text }
}
