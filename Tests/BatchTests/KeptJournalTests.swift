import LedgerCore
import TestSupport
import Testing

@testable import Batch

/// What a night keeps of the journal for the next one.
@Suite struct KeptJournalTests {
  private let folder = TemporaryFolder()
  private let month = CalendarMonth("2026-03")!

  private func print(_ number: Int64) -> Fingerprint { Fingerprint(words: (number, ~number)) }

  private func entry(_ day: Int32, _ number: Int64) -> KeptJournal.Entry {
    KeptJournal.Entry(date: CalendarDate(dayNumber: day), fingerprint: print(number))
  }

  private let moves = [
    AccountMove(account: "Assets:Bank", currency: Currency("EUR")!, debitMinor: .max),
    AccountMove(account: "Income:Sales", currency: Currency("JPY")!, creditMinor: 1),
  ]

  private func read(_ basis: String = "acorn 1") -> KeptJournal {
    KeptJournal("\(folder.path)/journal.entries", basis: basis)
  }

  /// What the next night reads of this one.
  private func save(_ kept: KeptJournal) -> String {
    kept.note.save()
    return kept.note.text
  }

  private func filled() -> KeptJournal {
    let kept = read()
    kept.keep([entry(20_000, 1), entry(-3, .min)], print(7))
    kept.keep([], print(8))
    kept.keep(moves, of: month, print(9))
    return kept
  }

  @Test func theNextNightFindsWhatWasKept() {
    _ = save(filled())
    let kept = read()
    #expect(kept.entries(print(7)) == [entry(20_000, 1), entry(-3, .min)])
    #expect(kept.entries(print(8)) == [])
    #expect(kept.entries(print(9)) == nil)
    #expect(kept.moves(of: month, print(9)) == moves)
    #expect(kept.moves(of: month, print(7)) == nil, "of other entries")
    #expect(kept.moves(of: month.next, print(9)) == nil)
    let text = save(kept)
    #expect(save(read()) != text, "what nobody asked for is kept no longer")
  }

  @Test func whatRestsOnSomethingElseOrIsDamagedIsNotKnown() {
    let text = save(filled())
    #expect(read("acorn 2").entries(print(7)) == nil)
    for damaged in [
      "", text.replacing("20000", with: "20001"), String(text.dropLast(4)), "acorn 1\n", text + "x",
    ] {
      folder.write("journal.entries", damaged)
      #expect(read().entries(print(7)) == nil)
      #expect(read().moves(of: month, print(9)) == nil)
    }
    folder.write("journal.entries", text)
    #expect(read().entries(print(7)) != nil)
  }
}
