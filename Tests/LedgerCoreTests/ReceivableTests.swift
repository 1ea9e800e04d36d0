import LedgerCore
import TestSupport
import Testing

private func day(_ text: String) -> CalendarDate { CalendarDate("2026-03-\(text)")! }

private func close(
  _ on: String, from start: String? = nil, total: Int64, carried: Int64 = 0, previous: Int64 = 0,
  current: Int64 = 0, _ flows: [String: Int64]
) -> ReceivableMovements.Close {
  ReceivableMovements.Close(
    day: day(on), period: start.map { Instant(day($0))..<Instant(day(on)) }, totalMinor: total,
    carriedInMinor: carried, previousReserveMinor: previous, currentReserveMinor: current,
    flows: Dictionary(uniqueKeysWithValues: flows.map { (day($0.key), $0.value) }))
}

@Suite struct ReceivableTests {
  @Test func aCloseMovesWhatIsAvailableIntoReserveAndTransit() throws {
    var movements = ReceivableMovements()
    movements.closes = [close("03", total: 80, current: -20, ["01": 60, "02": 40])]
    movements.deposits = [day("05"): 80]
    let days = movements.days(until: day("06"))
    #expect(days.map(\.availableMinor) == [60, 100, 0, 0, 0, 0])
    #expect(days.map(\.reserveMinor) == [0, 0, 20, 20, 20, 20])
    #expect(days.map(\.inTransitMinor) == [0, 0, 80, 80, 0, 0])
    #expect(days.map(\.totalMinor) == [60, 100, 100, 100, 20, 20])
  }

  @Test func aDebtIsCarriedAndPaysNothing() {
    var movements = ReceivableMovements()
    movements.closes = [
      close("02", total: -30, ["01": -30]), close("04", total: 10, carried: -30, ["03": 40]),
    ]
    let days = movements.days(until: day("04"))
    #expect(days.map(\.availableMinor) == [-30, -30, 10, 0])
    #expect(days.map(\.inTransitMinor) == [0, 0, 0, 10])
  }

  @Test func whatTheFirstSettlementBringsAlongWasThereBefore() {
    var movements = ReceivableMovements()
    movements.closes = [
      close("03", from: "01", total: 40, carried: -10, previous: 25, current: -30, ["02": 55]),
      close("05", from: "03", total: 60, previous: 30, current: 0, ["04": 30]),
    ]
    let days = movements.days(until: day("05"))
    #expect(days.map(\.availableMinor) == [-10, 45, 0, 30, 0])
    #expect(days.map(\.reserveMinor) == [25, 25, 30, 30, 0])
    #expect(days.map(\.postedMinor) == [0, 55, 0, 30, 0])
    #expect(days.map(\.totalMinor) == [15, 70, 70, 100, 100])
  }

  /// What the settlement in the hole has done to debt and reserve shows in the next one.
  @Test func afterAHoleTheNextSettlementSaysWhatThereIs() {
    var movements = ReceivableMovements()
    movements.closes = [
      close("03", from: "01", total: -20, current: -30, ["02": 10]),
      close("09", from: "07", total: 5, carried: 0, previous: 12, current: 0, ["08": -7]),
    ]
    let days = movements.days(until: day("09"))
    #expect(days.map(\.availableMinor) == [10, -20, -20, -20, -20, 0, -7, 0])
    #expect(days.map(\.reserveMinor) == [0, 30, 30, 30, 30, 12, 12, 0])
  }

  @Test func anOverlapBringsNothingAlongTwice() {
    var movements = ReceivableMovements()
    movements.closes = [
      close("04", from: "01", total: 40, current: -30, ["02": 70]),
      close("06", from: "03", total: 50, previous: 30, current: 0, ["05": 20]),
    ]
    #expect(movements.days(until: day("06")).map(\.reserveMinor) == [0, 0, 30, 30, 0])
  }

  @Test func aSaleIsOwedFromItsPostingAndAvailableFromItsRelease() {
    var movements = ReceivableMovements()
    movements.deferred = [day("01"): 50]
    movements.released = [day("03"): 50]
    movements.openFlows = [day("03"): 50]
    let days = movements.days(until: day("04"))
    #expect(days.map(\.deferredMinor) == [50, 50, 0, 0])
    #expect(days.map(\.availableMinor) == [0, 0, 50, 50])
    #expect(days.map(\.postedMinor) == [50, 0, 0, 0])
  }

  @Test func aTransferThatComesBackIsNoNewMoney() {
    var movements = ReceivableMovements()
    movements.closes = [close("01", total: 70, ["01": 70])]
    movements.openFlows = [day("03"): 70]
    movements.returned = [day("03"): 70]
    let days = movements.days(until: day("03"))
    #expect(days.map(\.totalMinor) == [70, 70, 70])
    #expect(days.map(\.postedMinor) == [70, 0, 0])
  }

  @Test func openingAndMovementAreClosingOnEveryDay() {
    for seed in UInt64(1)...100 {
      var random = SplitMix64(seed: seed)
      var movements = ReceivableMovements()
      var carried: Int64 = 0
      var reserve: Int64 = 0
      for number in 1...4 {
        let flows = [
          "0\(number)": Int64(random.next() % 400) - 150,
          "1\(number)": Int64(random.next() % 400) - 150,
        ]
        let pool = carried + flows.values.reduce(0, +) + reserve
        let held = pool > 0 ? pool / 4 : 0
        movements.closes.append(
          close(
            "2\(number)", total: pool - held, carried: carried, previous: reserve, current: -held,
            flows))
        carried = min(pool - held, 0)
        reserve = held
      }
      movements.deposits = [day("28"): 17]
      let days = movements.days(until: day("30"))
      for (before, after) in zip(days, days.dropFirst()) {
        #expect(
          before.totalMinor + after.postedMinor - after.depositedMinor == after.totalMinor,
          "seed \(seed), \(after.day)")
      }
    }
  }
}

@Suite struct BankIdentityTests {
  private let dollar = Currency("USD")!

  private func planned(_ verdict: DepositVerdict, until last: String?) -> (
    IdentityResult.Status, FindingKind?
  ) {
    let outcome = outcome(
      verdict, last.map { [("00789", StatedPeriod(from: nil, to: CalendarDate($0)!))] } ?? [])
    return (outcome.result.status, outcome.finding?.kind)
  }

  /// Of a payout of 2026-03-02, a Monday, that is due a week later.
  private func outcome(
    _ verdict: DepositVerdict, tail: String = "789", _ periods: [(String, StatedPeriod)]
  ) -> (result: IdentityResult, finding: Finding?) {
    var records = AmazonRecords()
    records.payouts = [
      PayoutFacts(
        id: "P1", status: "PAID", type: "SCHEDULED", amount: Money(minorUnits: 500, dollar),
        accountType: "STANDARD_ORDERS", marketplaceID: "", createdAt: Instant("2026-03-02"),
        traceID: "TRACE1", accountTail: tail, settlementID: "90100000011")
    ]
    let terms = DepositTerms(bankDays: 5) { _ in BusinessCalendar() }
    let deposit = orphanDeposits(records, store: "NA1", settlements: [], terms)[0]
    #expect(deposit.due == CalendarDate("2026-03-09"))
    // Of the same account as the deposits of its settlements.
    #expect(deposit.deposit.account == "NA1 Standard Orders USD")
    var coverage = StatementCoverage()
    for (account, period) in periods {
      coverage.add(account: account, currency: dollar, period)
    }
    return bankIdentity(deposit, verdict, coverage, reference: { _, _, _ in nil })
  }

  /// `2026-03-01…2026-03-31 100→250`: days and balances; a first day or a balance may be `?`.
  private func period(_ text: String) -> StatedPeriod {
    let parts = text.split(separator: " ").map(String.init)
    let days = parts[0].split(separator: "…").map { CalendarDate(String($0)) }
    let balances =
      parts.count > 1 ? parts[1].split(separator: "→").map { Int64($0) } : [nil, nil]
    // What begins with its first line is written `+2026-03-04…`.
    let isOfLines = text.hasPrefix("+")
    return StatedPeriod(
      from: isOfLines ? nil : days[0],
      firstLine: isOfLines ? CalendarDate(String(parts[0].dropFirst().prefix(10))) : nil,
      to: days[1]!, opening: balances[0], closing: balances[1])
  }

  @Test(arguments: [
    (["2026-03-01…2026-03-31"], nil),
    // Months that follow one another, a weekend between, days of one balance between.
    (["2026-02-01…2026-02-28", "2026-03-01…2026-03-31"], nil),
    (["2026-03-02…2026-03-06", "2026-03-09…2026-03-10"], nil),
    (["2026-03-01…2026-03-03 1→5", "2026-03-09…2026-03-10 5→9"], nil),
    // MT940 opens on the day on which the statement before closed.
    (["2026-02-27…2026-03-31"], nil), (["2026-03-10…2026-03-11", "2026-02-01…2026-03-10"], nil),
    // A month that is missing before, between or behind.
    (["2026-03-08…2026-03-31"], "before 2026-03-08"),
    (
      ["2026-01-01…2026-01-31 1→5", "2026-04-01…2026-04-30 6→9"],
      "from 2026-02-01 to 2026-03-31"
    ),
    (["2026-03-01…2026-03-04", "2026-03-06…2026-03-31"], "on 2026-03-05"),
    (["2026-03-01…2026-03-09", "2026-04-01…2026-04-30"], "from 2026-03-10 to 2026-03-31"),
    (["2026-03-01…2026-03-10", "2026-04-01…2026-04-30"], nil),
    (["2026-01-01…2026-02-28", "2026-03-02…2026-03-31"], nil),
    // What does not say from when on it speaks leaves no hole, unless its balance shows one.
    (["?…2026-03-31"], nil), (["2026-01-01…2026-01-31", "?…2026-03-31"], nil),
    (["+2026-03-20…2026-03-31"], nil),
    (["+2026-01-05…2026-01-30 1→5", "+2026-03-20…2026-03-31 5→9"], nil),
    (
      ["+2026-01-05…2026-01-30 1→5", "+2026-03-20…2026-03-31 6→9"],
      "from 2026-01-31 to 2026-03-19"
    ),
    // Where another says from when on, it is what counts.
    (["?…2026-03-31", "2026-03-08…2026-03-31"], "before 2026-03-08"),
  ])
  func aDepositIsNotOverdueWhereStatementsOfItsDaysAreMissing(
    statements: [String], missing: String?
  ) {
    let outcome = outcome(.none, statements.map { ("00789", period($0)) })
    #expect(outcome.result.status == (missing == nil ? .broken : .undetermined))
    #expect(outcome.finding?.kind == (missing == nil ? .depositOverdue : nil))
    if let missing { #expect(outcome.result.cause.hasSuffix(" \(missing)")) }
  }

  @Test func aHoleInOneOfSeveralAccountsLeavesOpenWhatMayHaveComeToAny() {
    let whole = ("00789", period("2026-01-01…2026-03-31"))
    let later = ("00456", period("2026-03-20…2026-03-31"))
    let holed = ["2026-01-01…2026-01-31 1→5", "2026-03-20…2026-03-31 6→9"].map {
      ("00456", period($0))
    }
    #expect(outcome(.none, tail: "", [whole, later]).finding?.kind == .depositOverdue)
    #expect(outcome(.none, tail: "", [whole] + holed).finding == nil)
    #expect(outcome(.none, tail: "789", [whole] + holed).finding?.kind == .depositOverdue)
  }

  @Test func aDepositIsOverdueOnlyOnceStatementsReachBeyondItsDay() {
    #expect(planned(.none, until: nil) == (.undetermined, nil))
    #expect(planned(.none, until: "2026-03-09") == (.undetermined, nil))
    #expect(planned(.none, until: "2026-03-10") == (.broken, .depositOverdue))
  }

  @Test func whatFitsSeveralLinesIsNeverPicked() {
    #expect(planned(.ambiguous([]), until: "2026-03-31") == (.undetermined, .depositAmbiguous))
  }

  @Test func aBankFeeOnATransferIsADifference() {
    #expect(
      planned(.differs(lines: ["L1"], by: -15), until: nil) == (.broken, .depositMismatch))
  }
}

@Suite struct BalanceIdentityTests {
  private let yen = Currency("JPY")!

  private func check(
    _ balances: [(day: String, stated: Int64, booked: Int64)], refused: Bool = false
  ) -> (IdentityResult.Status, FindingKind?) {
    let document = RefusedDocument(
      name: "a", sha256: "a", store: "FE1", settlementID: nil, currency: nil, period: nil)
    let chain = AccountChain(
      store: "FE1", type: "Standard Orders", currency: yen, settlements: [],
      refused: refused ? [document] : [])
    let outcome = receivableIdentity(
      of: chain, homeMarketplace: "JP",
      balances.map {
        ComparedBalance(
          day: CalendarDate($0.day)!, statedMinor: $0.stated, bookedMinor: $0.booked)
      }, today: CalendarDate("2026-05-31")!)
    return (outcome.result.status, outcome.finding?.kind)
  }

  @Test func theLastCompleteDayDecides() {
    #expect(check([("2026-05-28", 5, 5), ("2026-05-30", 9, 7)]) == (.holds, nil))
    #expect(check([("2026-05-30", 9, 9)]) == (.undetermined, nil))
  }

  @Test func aDifferenceIsAMismatchOnlyWhenNothingCanComeLateAnyMore() {
    #expect(check([("2026-05-20", 5, 6)]) == (.undetermined, nil))
    #expect(check([("2026-05-01", 5, 5), ("2026-05-20", 5, 6)]) == (.undetermined, nil))
    #expect(
      check([("2026-05-01", 5, 6), ("2026-05-20", 5, 6)]) == (.broken, .balanceMismatch))
  }

  @Test func refusedDocumentsExplainADifference() {
    #expect(check([("2026-05-01", 5, 6)], refused: true) == (.undetermined, nil))
  }
}
