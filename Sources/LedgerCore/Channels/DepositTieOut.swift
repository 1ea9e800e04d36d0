/// Checks that an outlet's deposits are its takings, and each day's takings are in a deposit.
///
/// Takings are the daily closings, or the tickets where there are none. Deposits of one means of
/// payment whose days overlap are checked together.
package func depositTieOut(of takings: OutletTakings) -> ChannelTieOut {
  guard !takings.deposits.isEmpty else { return ChannelTieOut() }
  return DepositTieOut(takings).tieOut()
}

private struct DepositTieOut {
  let takings: OutletTakings
  let sums: [TakingsKey: Int64]
  let known: ClosedRange<CalendarDate>?

  /// Deposits of one means of payment whose days overlap.
  private struct Cluster {
    var from, to: CalendarDate
    var deposits: [TillDeposit]
  }

  init(_ takings: OutletTakings) {
    self.takings = takings
    sums = takings.closings.isEmpty ? takings.tickets : takings.closings
    let days = sums.keys.map(\.day)
    known = days.min().flatMap { first in days.max().map { first...$0 } }
  }

  func tieOut() -> ChannelTieOut {
    var result = ChannelTieOut()
    var wrong: [String: Int] = [:]
    var unknown: [String: Int] = [:]
    for (tender, deposits) in Dictionary(grouping: takings.deposits, by: \.tender)
      .sorted(by: { $0.key < $1.key })
    {
      for deposit in deposits.sorted(by: { ($0.from, $0.id) < ($1.from, $1.id) })
      where deposit.differenceMinor != 0 {
        wrong[deposit.to.monthText, default: 0] += 1
        result.findings.append(
          finding(
            deposit.to, deposit.id.text, deposit.differenceMinor,
            "takings, fee and difference of deposit \(deposit.id) do not make its net"))
      }
      let clusters = clusters(deposits)
      for cluster in clusters {
        let month = cluster.to.monthText
        let taken = sum(tender, cluster.from, cluster.to)
        let gross = cluster.deposits.reduce(0) { $0 + $1.grossMinor }
        guard gross != taken else { continue }
        guard let known, known.contains(cluster.from), known.contains(cluster.to) else {
          unknown[month, default: 0] += 1
          continue
        }
        wrong[month, default: 0] += 1
        let ids = cluster.deposits.map(\.id.text).joined(separator: ", ")
        result.findings.append(
          finding(
            cluster.to, cluster.deposits[0].id.text, gross - taken,
            "deposit \(ids) is of \(text(gross)), the takings by \(tender) from \(cluster.from)"
              + " to \(cluster.to) are \(text(taken))"))
      }
      for gap in gaps(tender, clusters) {
        wrong[gap.from.monthText, default: 0] += 1
        result.findings.append(
          finding(
            gap.from, "\(tender) \(gap.from)", -gap.sum,
            "takings by \(tender) from \(gap.from) to \(gap.to), \(text(gap.sum)), are in no"
              + " deposit"))
      }
    }
    result.identities = identities(wrong, unknown)
    return result
  }

  private func clusters(_ deposits: [TillDeposit]) -> [Cluster] {
    var clusters: [Cluster] = []
    for deposit in deposits.sorted(by: { ($0.from, $0.to, $0.id) < ($1.from, $1.to, $1.id) }) {
      if let last = clusters.last, deposit.from <= last.to {
        clusters[clusters.count - 1].to = max(last.to, deposit.to)
        clusters[clusters.count - 1].deposits.append(deposit)
      } else {
        clusters.append(Cluster(from: deposit.from, to: deposit.to, deposits: [deposit]))
      }
    }
    return clusters
  }

  private func sum(_ tender: ByteString, _ from: CalendarDate, _ to: CalendarDate) -> Int64 {
    (from.dayNumber...to.dayNumber).reduce(0) { sum, day in
      sum + sums[TakingsKey(day: CalendarDate(dayNumber: day), tender: tender), default: 0]
    }
  }

  /// Stretches between two deposits whose takings are in neither and not nothing.
  private func gaps(
    _ tender: ByteString, _ clusters: [Cluster]
  ) -> [(from: CalendarDate, to: CalendarDate, sum: Int64)] {
    zip(clusters, clusters.dropFirst()).compactMap { before, after in
      let from = CalendarDate(dayNumber: before.to.dayNumber + 1)
      let to = CalendarDate(dayNumber: after.from.dayNumber - 1)
      guard from <= to else { return nil }
      let sum = sum(tender, from, to)
      return sum == 0 ? nil : (from, to, sum)
    }
  }

  private func identities(_ wrong: [String: Int], _ unknown: [String: Int]) -> [IdentityResult] {
    let months = Dictionary(grouping: takings.deposits, by: \.to.monthText)
    return months.sorted { $0.key < $1.key }.map { month, deposits in
      let gross = deposits.reduce(0) { $0 + $1.grossMinor }
      let net = deposits.reduce(0) { $0 + $1.netMinor }
      let cause =
        wrong[month].map { "\($0) deposits or days differ" }
        ?? unknown[month].map { "the takings of \($0) deposits are not in the books" } ?? ""
      return IdentityResult(
        identity: .tillDeposits, store: takings.store, accountType: takings.outlet.text,
        currency: takings.currency.code, settlementID: month,
        status: wrong[month] != nil ? .broken : unknown[month] != nil ? .undetermined : .holds,
        expected: text(gross), actual: text(net), difference: text(net - gross), cause: cause,
        evidence: "\(deposits.count) deposits; the difference is fees and what the drawers lacked")
    }
  }

  private func finding(
    _ day: CalendarDate, _ place: String, _ difference: Int64, _ what: String
  ) -> Finding {
    Finding(
      kind: .tillDepositMismatch, opened: day.description, store: takings.store,
      settlementID: "", amount: Money(minorUnits: difference, takings.currency),
      currency: takings.currency.code, what: "outlet \(takings.outlet): \(what)",
      place: "outlet \(takings.outlet), deposit \(place)",
      whatToDo: "compare the deposit slip or the acquirer's statement with the daily closings")
  }

  private func text(_ minor: Int64) -> String { Money(minorUnits: minor, takings.currency).text }
}
