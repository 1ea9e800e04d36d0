import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// Words that stand for no real record.
private func words(_ number: Int64) -> Fingerprint { Fingerprint(words: (number, number)) }

@Suite struct WordingTests {
  private func known(
    _ told: ToldLedger, at day: String = "2026-03-10"
  ) throws -> [String: KnownWordings] {
    try told.ledger.knownWordings(at: LedgerStoreTests.day(day))
  }

  /// When `transaction` says that it was posted.
  private let posted = transaction("t").postedAt

  @Test func whatIsToldAgainInTheSameWordsIsNotRead() throws {
    let told = try ToldLedger()
    #expect(try told.tell(.told([.read(transaction("t"), wording: words(1))])))
    let repeated = ToldTransaction.repeated(wording: words(1)) {
      Issue.record("read again")
      return nil
    }
    #expect(try !told.tell(.told([repeated])))
    #expect(try known(told) == ["NA1": [words(1): posted]])
  }

  @Test func wordsThatWereNotTheLastOnesAreReadAgain() throws {
    let (told, plain) = (try ToldLedger(), try ToldLedger())
    let (first, second) = (transaction("t"), transaction("t", .released, 2000))
    for (transaction, words) in [(first, words(1)), (second, words(2))] {
      try told.tell(.told([.read(transaction, wording: words)]))
      try plain.tell(.transactions([transaction]))
    }
    #expect(try known(told) == ["NA1": [words(2): posted]])
    // The page was read before the second words had come in.
    #expect(try told.tell(.told([.repeated(wording: words(1)) { first }])))
    try plain.tell(.transactions([first]))
    #expect(try told.digest() == plain.digest())
    #expect(try known(told) == ["NA1": [words(1): posted]])
  }

  @Test func wordsWithPartsThatNobodyKnowsAreNotRemembered() throws {
    let told = try ToldLedger()
    try told.tell(.told([.read(transaction("t"), wording: words(1))]))
    try told.tell(.told([.read(transaction("t"), wording: nil)]))
    #expect(try known(told) == [:])
  }

  @Test func wordsOfAnotherStoreAndOldOnesAreNotKnown() throws {
    let told = try ToldLedger()
    try told.tell(.told([.read(transaction("t"), wording: words(1))]))
    try told.tell(.told([.read(transaction("u"), wording: words(2))]), store: "EU1")
    #expect(try known(told) == ["NA1": [words(1): posted], "EU1": [words(2): posted]])
    #expect(try known(told, at: "2026-08-01") == [:])
  }
}
