import LedgerCore
import TestSupport
import Testing

@Suite struct PeriodDocumentTests {
  private let period = LockedPeriod(
    month: MadeJournal.month("2026-03"),
    entries: entries(
      of: MadeJournal.settlement(
        "1", opened: "2026-03-01", closed: "2026-03-15", sales: ["2026-03": 1000],
        category: "50 %\tTea\nand more"), MadeJournal.chart))

  private var bytes: [UInt8] {
    PeriodDocument.bytes(locking: period, trialBalance: trialBalance(of: period.entries))
  }

  @Test func textWithTabsAndLineFeedsComesBack() throws {
    guard case .lock(let read)? = PeriodDocument(bytes: bytes) else {
      Issue.record("it cannot be read")
      return
    }
    #expect(read.entries == period.entries)
  }

  @Test func ratesComeBackAsTheyWereAndADocumentWithoutThemIsRead() throws {
    let rate = ExchangeRate(
      numerator: 10_000, denominator: 11_406, date: MadeJournal.day("2026-03-13"))
    let booked = LockedPeriod(
      month: period.month,
      entries: period.entries.map { $0.booked(in: MadeJournal.eur) { _, _, _ in rate } })
    let text = String(
      decoding: PeriodDocument.bytes(
        locking: booked, trialBalance: trialBalance(of: booked.entries)), as: UTF8.self)
    #expect(text.contains("\nfunctional\tEUR\n"))
    #expect(text.contains("\nrate\tUSD\t10000\t11406\t2026-03-13\n"))
    guard case .lock(let read)? = PeriodDocument(bytes: Array(text.utf8)) else {
      Issue.record("it cannot be read")
      return
    }
    #expect(read.entries == booked.entries)
    #expect(read.entries[0].bookedRates?.rates == [MadeJournal.usd: try #require(rate)])
    guard case .lock(let earlier)? = PeriodDocument(bytes: bytes) else {
      Issue.record("a document from before rates were kept cannot be read")
      return
    }
    #expect(earlier.entries.allSatisfy { $0.bookedRates == nil })
    for damage in ["rate\tUSD\t0\t11406\t2026-03-13", "rate\tUS\t1\t1\t2026-03-13"] {
      let damaged = text.replacing("rate\tUSD\t10000\t11406\t2026-03-13", with: damage)
      #expect(PeriodDocument(bytes: Array(damaged.utf8)) == nil)
    }
  }

  @Test func anAmountThatWasChangedIsRefused() {
    let text = String(decoding: bytes, as: UTF8.self)
    for (old, new) in [("\t1000\n", "\t1001\n"), ("-1000", "-1001"), ("\t900\t", "\t901\t")] {
      let damaged = text.replacing(old, with: new)
      guard damaged != text else { continue }
      #expect(PeriodDocument(bytes: Array(damaged.utf8)) == nil, "\(old)")
    }
    #expect(
      PeriodDocument(bytes: Array(text.replacing("\t-1000\t", with: "\t-1001\t").utf8)) == nil)
    #expect(PeriodDocument(bytes: Array(text.dropLast(30).utf8)) == nil)
  }

  @Test func anUnlockKeepsItsReason() {
    let bytes = PeriodDocument.bytes(
      unlocking: MadeJournal.month("2026-03"), reason: "the auditor\tasked", by: "Ann")
    guard case .unlock(let month, let reason, let person)? = PeriodDocument(bytes: bytes) else {
      Issue.record("it cannot be read")
      return
    }
    #expect(month == MadeJournal.month("2026-03"))
    #expect(reason == "the auditor\tasked")
    #expect(person == "Ann")
    let earlier = Array("acorn period 1\nunlock\t2026-03\twhy\n".utf8)
    guard case .unlock(_, "why", "")? = PeriodDocument(bytes: earlier) else {
      Issue.record("a document from before it named a person cannot be read")
      return
    }
  }
}
