import LedgerCore
import TestSupport
import Testing

@Suite struct MoneyTests {
  @Test(
    arguments: [
      (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (-1230, 2, "-12.30"), (100, 2, "1.00"),
      (1096, 0, "1096"), (-7, 0, "-7"), (1234, 3, "1.234"), (-1, 3, "-0.001"),
      (Int64.max, 2, "92233720368547758.07"), (Int64.min, 2, "-92233720368547758.08"),
    ] as [(Int64, Int, String)])
  func amountsAreWrittenWithAllDecimalsOfTheirCurrency(units: Int64, digits: Int, text: String) {
    #expect(decimalText(units, digits: digits) == text)
  }

  @Test(arguments: [("USD", "-12.30 USD"), ("JPY", "-1230 JPY"), ("KWD", "-1.230 KWD")])
  func theCurrencyDecidesTheDecimals(code: String, text: String) throws {
    let currency = try #require(Currency(code))
    #expect(Money(minorUnits: -1230, currency).description == text)
  }

  @Test func sumsAndDifferencesAreExact() throws {
    let euro = try #require(Currency("EUR"))
    let sum = Money(minorUnits: 10, euro) + Money(minorUnits: 20, euro)
    #expect(sum.text == "0.30")
    #expect((sum - Money(minorUnits: 31, euro)).text == "-0.01")
    #expect(Money.zero(euro) - sum == -sum)
  }

  @Test(arguments: ["", "US", "USDX", "usd", "U D", "12A"])
  func aCurrencyIsThreeCapitalLetters(code: String) {
    #expect(Currency(code) == nil)
    #expect(Currency("USD")?.code == "USD")
  }

  @Test func addingTwoCurrenciesStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Money(minorUnits: 1, Currency("USD")!) + Money(minorUnits: 1, Currency("EUR")!)
    }
  }
}

@Suite struct ExactDecimalTests {
  @Test(
    arguments: [
      ("7.15", 715, 2), ("-7.15", -715, 2), ("7", 7, 0), ("0.0815", 815, 4), ("7.", 7, 0),
      (".5", 5, 1), ("9223372036854775807", Int64.max, 0),
    ] as [(String, Int64, Int)])
  func plainNotationIsRead(text: String, units: Int64, decimals: Int) {
    #expect(ExactDecimal(Array(text.utf8)) == ExactDecimal(units: units, decimals: decimals))
  }

  @Test(arguments: [
    "", ".", "-", "1e5", "+1", "1,5", " 1", "1.2.3", "--1", "1-", "9223372036854775808",
    "0.1234567890123",
  ])
  func anythingElseIsRefused(text: String) { #expect(ExactDecimal(Array(text.utf8)) == nil) }

  @Test(
    arguments: [
      ("7.15", 2, 715), ("7.1", 2, 710), ("7", 2, 700), ("7.150", 2, 715), ("7.00", 0, 7),
      ("7.15", 3, 7150), ("-7.5", 2, -750),
    ] as [(String, Int, Int64)])
  func itBecomesMinorUnitsOfACurrency(text: String, digits: Int, minor: Int64) {
    #expect(ExactDecimal(Array(text.utf8))?.minorUnits(digits: digits) == minor)
  }

  @Test(arguments: [
    ("7.155", 2), ("0.5", 0), ("92233720368547758.08", 2), ("99999999999999999", 3),
  ])
  func spareDigitsAndOverflowAreNoMinorUnits(text: String, digits: Int) {
    #expect(ExactDecimal(Array(text.utf8))?.minorUnits(digits: digits) == nil)
  }
}

@Suite struct ScaledTests {
  @Test(
    arguments: [
      (10, 1, 3, 3), (10, 2, 3, 7), (1, 1, 2, 1), (-1, 1, 2, -1), (1, -1, 2, -1), (-1, -1, 2, 1),
      (3, 1, 2, 2), (-3, 1, 2, -2), (0, 5, 7, 0), (Int64.max, 3, 3, Int64.max),
      (Int64.max, Int64.max, Int64.max, Int64.max),
    ] as [(Int64, Int64, Int64, Int64)])
  func halvesRoundAwayFromZero(amount: Int64, by: Int64, over: Int64, result: Int64) {
    #expect(scaled(amount, by: by, over: over) == result)
  }

  @Test(
    arguments: [(Int64.max, 2, 1), (Int64.max, Int64.max, 1), (Int64.min, -1, 1)]
      as [(Int64, Int64, Int64)])
  func aResultBeyondSixtyFourBitsIsNone(amount: Int64, by: Int64, over: Int64) {
    #expect(scaled(amount, by: by, over: over) == nil)
  }
}

@Suite struct AllocationTests {
  @Test(
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (1, [1, 1], [1, 0]),
      (5, [0, 1, 0], [0, 5, 0]), (0, [2, 3], [0, 0]), (10, [1, 2], [3, 7]),
    ] as [(Int64, [Int64], [Int64])])
  func theLargestRemainderGetsWhatIsLeft(amount: Int64, weights: [Int64], parts: [Int64]) {
    #expect(allocate(amount, by: weights) == parts)
  }

  @Test func withoutAnyWeightNothingCanBeSplit() {
    #expect(allocate(100, by: []) == nil)
    #expect(allocate(100, by: [0, 0]) == nil)
  }

  @Test func partsSumToTheAmountAndStayWithinOneUnitOfTheirShare() throws {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      let limit = random.pick([Int64(10), 100_000, Int64.max / 2])
      let amount = Int64.random(in: -limit...limit, using: &random)
      let weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        random.once(in: 4) ? 0 : Int64.random(in: 0...1_000_000, using: &random)
      }
      guard let parts = allocate(amount, by: weights) else {
        #expect(weights.allSatisfy { $0 == 0 }, "seed \(seed)")
        continue
      }
      #expect(parts.reduce(0, +) == amount, "seed \(seed)")
      let total = weights.reduce(0, +)
      for (part, weight) in zip(parts, weights) {
        // |part · total − amount · weight| < total, exactly.
        let difference = Int128(part) * Int128(total) - Int128(amount) * Int128(weight)
        #expect(difference.magnitude < Int128(total).magnitude, "seed \(seed)")
        #expect(weight > 0 || part == 0, "seed \(seed)")
      }
    }
  }

  @Test func theMirroredAmountIsSplitIntoMirroredParts() throws {
    for seed in UInt64(1)...100 {
      var random = SplitMix64(seed: seed)
      let amount = Int64.random(in: 0...1_000_000, using: &random)
      let weights = (0..<5).map { _ in Int64.random(in: 1...99, using: &random) }
      let mirrored = try #require(allocate(-amount, by: weights))
      #expect(allocate(amount, by: weights) == mirrored.map { -$0 }, "seed \(seed)")
    }
  }
}

@Suite struct ByteStringTests {
  @Test func composedAndDecomposedFormsAreTwoSKUs() {
    let composed = ByteString("CAF\u{c9}")
    let decomposed = ByteString("CAFE\u{301}")
    #expect(composed.text == decomposed.text, "Swift's String equates them")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
  }

  @Test(arguments: [
    ("  a b\t", "a b"), ("a", "a"), ("", ""), (" \r\n", ""), ("\u{a0}a", "\u{a0}a"),
  ])
  func blanksAndControlCharactersAreTrimmed(text: String, trimmed: String) {
    #expect(ByteString(text).trimmed == ByteString(trimmed))
  }

  @Test func orderIsThatOfBytesWhereverTheyDiffer() {
    let texts = ["", "a", "a\u{0}", "aaaaaaaa", "aaaaaaaab", "aaaaaaab", "aaaabaaaa", "b", "é"]
    for (place, text) in texts.enumerated() {
      for (other, after) in texts.enumerated() {
        #expect((ByteString(text) < ByteString(after)) == (place < other), "\(text) \(after)")
      }
    }
  }

  @Test func onlyASCIIIsFoldedAndOrderIsThatOfBytes() {
    #expect(ByteString("AbÉ").lowercasedASCII == "abÉ")
    #expect(ByteString("Z") < "a")
    #expect(ByteString("a").hasPrefix(""))
    #expect(!ByteString("a").hasPrefix("ab"))
  }
}
