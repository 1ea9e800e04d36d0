import LedgerCore
import TestSupport
import Testing

@Suite struct PayoutMatchingTests {
  private let dollar = Currency("USD")!

  private func deposit(
    _ id: String, _ units: Int64, _ from: String = "2026-03-02", _ to: String = "2026-03-10",
    trace: String = "", converted: Money? = nil, currency: String = "USD", tail: String = "789",
    account: String = "NA1", status: ExpectedDeposit.Status = .sent
  ) -> ExpectedDeposit {
    ExpectedDeposit(
      id: ByteString(id), account: ByteString(account), accountTail: ByteString(tail),
      amount: Money(minorUnits: units, Currency(currency)!), converted: converted,
      from: CalendarDate(from)!, to: CalendarDate(to)!, traceID: ByteString(trace), status: status)
  }

  private func line(
    _ id: String, _ units: Int64, _ day: String = "2026-03-04", _ text: String = "AMAZON.COM SVCS",
    account: String = "000123456789", currency: String = "USD"
  ) -> DepositLine {
    DepositLine(
      id: ByteString(id), bankAccount: ByteString(account), date: CalendarDate(day)!,
      amount: Money(minorUnits: units, Currency(currency)!), text: ByteString(text))
  }

  /// The lines of each unique match; nil where there is none.
  private func lines(
    _ deposits: [ExpectedDeposit], _ lines: [DepositLine]
  ) -> [[ByteString]?] {
    matchPayouts(deposits, with: lines).verdicts.map { verdict in
      if case .unique(let match) = verdict { match.lines } else { nil }
    }
  }

  @Test func theTraceDecidesBeforeTheAmount() {
    let deposits = [deposit("P1", 500, trace: "ABCDEF123456789"), deposit("P2", 500)]
    let found = lines(
      deposits, [line("L1", 500), line("L2", 500, "2026-04-20", "AMZN abcdef123456789X")])
    #expect(found == [["L2"], ["L1"]])
  }

  @Test func aShortTraceCountsAsAWordOnly() {
    let deposits = [deposit("P1", 500, trace: "123456")]
    #expect(lines(deposits, [line("L1", 500, "2026-05-01", "REF 9123456")]) == [nil])
    #expect(lines(deposits, [line("L1", 500, "2026-05-01", "REF 123456.")]) == [["L1"]])
  }

  @Test func amountDaysAccountAndPayerMustAllFit() {
    let payout = [deposit("P1", 500)]
    #expect(lines(payout, [line("L1", 500)]) == [["L1"]])
    #expect(lines(payout, [line("L1", 501)]) == [nil])
    #expect(lines(payout, [line("L1", -500)]) == [nil])
    #expect(lines(payout, [line("L1", 500, "2026-03-01")]) == [nil])
    #expect(lines(payout, [line("L1", 500, "2026-03-11")]) == [nil])
    #expect(lines(payout, [line("L1", 500, account: "DE0278")]) == [nil])
    #expect(lines(payout, [line("L1", 500, currency: "EUR")]) == [nil])
    #expect(lines(payout, [line("L1", 500, "2026-03-04", "CUSTOMER DIRECT")]) == [nil])
    #expect(lines([deposit("P1", 500, status: .failed)], [line("L1", 500)]) == [nil])
  }

  @Test func twoThatFitAreBothListedAndNonePicked() {
    let result = matchPayouts([deposit("P1", 500)], with: [line("L1", 500), line("L2", 500)])
    guard case .ambiguous(let candidates) = result.verdicts[0] else {
      Issue.record("\(result.verdicts)")
      return
    }
    #expect(candidates.map(\.lines) == [["L1"], ["L2"]])
    #expect(result.openLines == ["L1", "L2"])
    let others = lines([deposit("P1", 500), deposit("P2", 500)], [line("L1", 500)])
    #expect(others == [nil, nil])
  }

  @Test func aConvertedPayoutShowsItsRate() {
    let arrived = Money(minorUnits: 8665, dollar)
    let known = deposit("P1", 13681, converted: arrived, currency: "AUD")
    let unknown = deposit("P2", 10000, trace: "TRACE-000001", currency: "JPY")
    let result = matchPayouts(
      [known, unknown],
      with: [line("L1", 8665), line("L2", 6543, "2026-03-05", "X TRACE-000001")])
    guard case .unique(let first) = result.verdicts[0],
      case .unique(let second) = result.verdicts[1]
    else {
      Issue.record("\(result.verdicts)")
      return
    }
    #expect(first.kind == .converted && first.evidence == .amountAndDate)
    #expect(first.rate?.text == "0.633360134")
    #expect(second.kind == .converted && second.evidence == .trace)
    #expect(second.rate?.text == "0.006543000")
  }

  private func words(_ verdict: DepositVerdict) -> String {
    guard case .unique(let match) = verdict else { return "\(verdict)" }
    return "\(match.kind) \(match.deposits) \(match.lines) \(match.evidence)"
  }

  @Test func mergedAndSplitPayoutsAreFoundBySum() {
    let result = matchPayouts(
      [deposit("P1", 500), deposit("P2", 700), deposit("P3", 1000)],
      with: [line("L1", 1200), line("L2", 400), line("L3", 600)])
    #expect(
      result.verdicts.map(words) == [
        "merged [P1, P2] [L1] subsetSum", "merged [P1, P2] [L1] subsetSum",
        "split [P3] [L2, L3] subsetSum",
      ])
    #expect(result.openLines.isEmpty)
  }

  @Test func aTraceMayStartASum() {
    let merged = [deposit("P1", 500, trace: "TRACE0000001"), deposit("P2", 700)]
    #expect(
      lines(merged, [line("L1", 1200, "2026-03-04", "TRACE0000001 2 TRANSFERS")]) == [
        ["L1"], ["L1"],
      ])
    let both = [merged[0], deposit("P2", 700, trace: "TRACE0000002")]
    #expect(
      lines(both, [line("L1", 1200, "2026-03-04", "TRACE0000001 TRACE0000002")]) == [
        ["L1"], ["L1"],
      ])
    let parts = [
      line("L1", 300, "2026-03-04", "TRACE0000001 PART 1"), line("L2", 200, "2026-03-06"),
    ]
    #expect(lines([merged[0]], parts) == [["L1", "L2"]])
  }

  @Test func aTraceWhoseAmountDiffersIsShownWithTheDifference() {
    let result = matchPayouts(
      [deposit("P1", 500, trace: "TRACE0000001")],
      with: [line("L1", 485, "2026-03-04", "TRACE0000001 LESS FEE"), line("L2", 500)])
    #expect(result.verdicts == [.differs(lines: ["L1"], by: -15)])
    #expect(result.openLines == ["L1", "L2"])
  }

  @Test func aSumThatOthersCouldMakeIsAmbiguous() {
    let deposits = [deposit("P1", 500), deposit("P2", 700), deposit("P3", 700)]
    let result = matchPayouts(deposits, with: [line("L1", 1200)])
    #expect(
      result.verdicts.allSatisfy { verdict in
        if case .ambiguous = verdict { true } else { false }
      })
  }

  @Test func aLatePayoutIsFoundInTheLineOfALaterOne() {
    let early = deposit("P1", 212_024, "2026-02-09", "2026-02-19")
    let later = deposit("P2", 82_892, "2026-02-23", "2026-03-05")
    let both = line("L1", 294_916, "2026-02-27", "AMAZON 2 TRANSFERS")
    let result = matchPayouts([early, later], with: [both])
    #expect(
      result.verdicts.map(words) == Array(repeating: "merged [P1, P2] [L1] subsetSum", count: 2))
    #expect(result.openLines.isEmpty)
    let named = deposit("P2", 82_892, "2026-02-23", "2026-03-05", trace: "TRACE0000002")
    let naming = line("L1", 294_916, "2026-02-27", "TRACE0000002 2 TRANSFERS")
    #expect(lines([early, named], [naming]) == [["L1"], ["L1"]], "the line names one of them")
  }

  @Test func aLatePayoutComesWithALaterOneOfItsAccountToTheCentAndNotMuchLater() {
    func found(
      _ early: ExpectedDeposit, line units: Int64 = 1200, on day: String = "2026-03-18"
    ) -> [[ByteString]?] {
      lines([early, deposit("P2", 700, "2026-03-14", "2026-03-20")], [line("L1", units, day)])
    }
    #expect(found(deposit("P1", 500)) == [["L1"], ["L1"]])
    #expect(found(deposit("P1", 500), line: 1201) == [nil, nil])
    #expect(found(deposit("P1", 500), line: 500) == [nil, nil], "not alone")
    #expect(found(deposit("P1", 500, "2026-02-05", "2026-02-15")) == [["L1"], ["L1"]])
    #expect(found(deposit("P1", 500, "2026-02-04", "2026-02-14")) == [nil, nil])
    #expect(found(deposit("P1", 500, status: .failed)) == [nil, nil])
    #expect(found(deposit("P1", 500, tail: "788")) == [nil, nil])
    #expect(found(deposit("P1", 500, account: "EU1")) == [nil, nil])
    let unknown = [
      deposit("P1", 500, account: ""), deposit("P2", 700, "2026-03-14", "2026-03-20", account: ""),
    ]
    #expect(lines(unknown, [line("L1", 1200, "2026-03-18")]) == [nil, nil], "of no known account")
    #expect(found(deposit("P1", 500, "2026-03-14", "2026-03-16")) == [nil, nil], "none is later")
  }

  @Test func aLatePayoutThatFitsTwiceIsAmbiguous() {
    let early = [deposit("P1", 500), deposit("P2", 500)]
    let later = deposit("P3", 700, "2026-03-14", "2026-03-20")
    let inTime = [
      deposit("P4", 800, "2026-03-14", "2026-03-20"),
      deposit("P5", 400, "2026-03-14", "2026-03-20"),
    ]
    let sum = line("L1", 1200, "2026-03-18")
    for deposits in [early + [later], [early[0], later] + inTime] {
      let verdicts = matchPayouts(deposits, with: [sum]).verdicts
      #expect(
        verdicts.allSatisfy { verdict in
          if case .ambiguous(let candidates) = verdict { candidates.count <= 2 } else { false }
        })
    }
    #expect(
      lines([early[0], later], [sum, line("L2", 1200, "2026-03-19")]) == [nil, nil], "two lines")
    #expect(
      lines([early[0], later], [sum, line("L2", 700, "2026-03-17")]) == [nil, ["L2"]],
      "the later one alone explains a line")
  }

  @Test func whereTheBoundIsPassedNothingIsClaimed() {
    var rules = MatchingRules()
    rules.limits = SubsetLimits(parts: 5, sums: 100, solutions: 4)
    let deposits = (1...60).map { deposit("P\($0)", Int64($0) * 1000 + 7) }
    let result = matchPayouts(deposits, with: [line("L1", 100_000)], rules)
    #expect(result.verdicts.allSatisfy { $0 == .undecided([]) })
    rules.mostWork = -1
    let stopped = matchPayouts(
      [deposit("P1", 500), deposit("P2", 700)], with: [line("L1", 1200)], rules)
    #expect(stopped.verdicts == [.undecided([]), .undecided([])])
  }
}
