import LedgerCore
import Testing

@Suite struct ChannelDepositTests {
  private let euro = Currency("EUR")!

  private func deposit(
    _ id: String, _ units: Int64, at place: String = "OUT-1", on day: String = "2026-03-04",
    kind: String = "card", source: String = "", payers: [ByteString] = []
  ) -> ChannelDeposit {
    let from = CalendarDate(day)!
    return ChannelDeposit(
      id: ByteString(id), source: ByteString(source), place: ByteString(place), bank: "BANK",
      kind: ByteString(kind), amount: Money(minorUnits: units, euro), from: from,
      to: CalendarDate(dayNumber: from.dayNumber + 5), payers: payers)
  }

  private func line(
    _ id: String, _ units: Int64, _ text: String = "CARD ACQUIRER SETTLEMENT",
    on day: String = "2026-03-04"
  ) -> DepositLine {
    DepositLine(
      id: ByteString(id), bankAccount: "DE00", date: CalendarDate(day)!,
      amount: Money(minorUnits: units, euro), text: ByteString(text))
  }

  private func lines(_ verdict: ChannelDepositVerdict) -> [ByteString]? {
    if case .paid(let lines, _) = verdict { lines } else { nil }
  }

  @Test func aLineThatNamesOneOfADaysDepositsIsAllOfThem() {
    let deposits = [
      deposit("CD-OUT-1-0227", 500), deposit("CD-OUT-1-0228", -120), deposit("OTHER-0227", 500),
    ]
    let found = matchChannelDeposits(
      deposits, with: [line("L1", 380, "MERCHANT SETTLEMENT CD-OUT-1-0227")])
    // OTHER-0227 is of the same place and day: with it the line's sum is another.
    #expect(found[0] == .differs(lines: ["L1"], by: -500))
    let own = matchChannelDeposits(
      Array(deposits.prefix(2)), with: [line("L1", 380, "MERCHANT SETTLEMENT CD-OUT-1-0227")])
    #expect(own.map(lines) == [["L1"], ["L1"]])
  }

  @Test func anAcquirerMayPayAllOutletsInOneLine() {
    let deposits = [
      deposit("D1", 500), deposit("D2", 700, at: "OUT-2"), deposit("D3", -50, at: "OUT-3"),
      deposit("D4", 300, on: "2026-03-05"),
    ]
    let found = matchChannelDeposits(
      deposits,
      with: [line("L1", 1150, "3 TERMINALS"), line("L2", 300, "1 TERMINAL", on: "2026-03-06")])
    #expect(found.map(lines) == [["L1"], ["L1"], ["L1"], ["L2"]])
  }

  @Test func nothingIsPickedAmongEqualLines() {
    let found = matchChannelDeposits(
      [deposit("D1", 500)], with: [line("L1", 500), line("L2", 500)])
    #expect(found == [.ambiguous(lines: ["L1", "L2"])])
  }

  @Test func aNamedLineWithAnotherAmountIsADifference() {
    let found = matchChannelDeposits(
      [deposit("CA-OUT-1-0303", 950, kind: "cash")],
      with: [line("L1", 900, "CASH DEPOSIT CA-OUT-1-0303")])
    #expect(found == [.differs(lines: ["L1"], by: -50)])
  }

  @Test func aDepositInTwoLinesThatNameItIsFound() {
    let found = matchChannelDeposits(
      [deposit("CA-OUT-1-0303", 950)],
      with: [line("L1", 900, "CA-OUT-1-0303 A"), line("L2", 50, "CA-OUT-1-0303 B")])
    #expect(found.map(lines) == [["L1", "L2"]])
  }

  @Test func depositsThatSumToNothingNeedNoLine() {
    let found = matchChannelDeposits(
      [deposit("D1", 500), deposit("D2", -500), deposit("D3", 0, on: "2026-03-09")], with: [])
    #expect(found == [.nothingDue, .nothingDue, .nothingDue])
  }

  @Test func theOrderOfTheInputsDoesNotMatter() {
    let deposits = (1...8).map { deposit("D-\($0)-0000", Int64($0) * 111, at: "OUT-\($0 % 3)") }
    let lines = [line("L1", 3996), line("L2", 111), line("L3", 222, on: "2026-03-05")]
    let forth = matchChannelDeposits(deposits, with: lines)
    let back = matchChannelDeposits(deposits.reversed(), with: lines.reversed())
    #expect(forth == back.reversed())
    #expect(forth.contains { $0 != .none })
  }

  @Test func aPayerThatIsNotNamedPaysNothing() {
    let found = matchChannelDeposits(
      [deposit("90000001", 500, payers: ["SHOPIFY"])], with: [line("L1", 500, "CUSTOMER DIRECT")])
    #expect(found == [.none])
  }

  // MARK: - Sources that compete for a line

  @Test func aLineThatNamesOneSourcesDepositIsNoOtherSources() {
    let found = matchChannelDeposits(
      [deposit("70000111", 500, source: "SHOP"), deposit("80000222", 500, source: "SHOP2")],
      with: [line("L1", 500, "SHOPIFY 70000111")])
    #expect(found == [.paid(lines: ["L1"], evidence: "name"), .none])
  }

  @Test(arguments: ["2026-03-04", "2026-03-02"])
  func equalDepositsOfTwoSourcesAreNotProvenByOneLine(day: String) {
    let both = [deposit("D1", 500, source: "till"), deposit("P1", 500, on: day, source: "SHOP")]
    let one = [line("L1", 500)]
    #expect(
      matchChannelDeposits(both, with: one)
        == [.ambiguous(lines: ["L1"]), .ambiguous(lines: ["L1"])])
    #expect(
      matchChannelDeposits(both.reversed(), with: one)
        == [.ambiguous(lines: ["L1"]), .ambiguous(lines: ["L1"])])
  }

  @Test func theSourceWhosePayerALineNamesGoesFirst() {
    let found = matchChannelDeposits(
      [
        deposit("D1", 500, source: "till"),
        deposit("P1", 500, source: "SHOP", payers: ["SHOPIFY"]),
      ], with: [line("L1", 500, "SHOPIFY PAYMENTS")])
    #expect(found.map(lines) == [nil, ["L1"]])
  }

  @Test func aSumOfOneSourceAndADepositOfAnotherAreNotProvenByOneLine() {
    let found = matchChannelDeposits(
      [
        deposit("D1", 200, source: "till"), deposit("D2", 300, at: "OUT-2", source: "till"),
        deposit("P1", 500, source: "SHOP"),
      ], with: [line("L1", 500)])
    #expect(found == Array(repeating: .ambiguous(lines: ["L1"]), count: 3))
  }
}
