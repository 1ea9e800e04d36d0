import FlatFile
import LedgerCore
import TestSupport
import Testing

/// Laws that hold for made-up files; each message names the seed that repeats a failure.
@Suite struct ReaderPropertyTests {
  private var shop: Shop {
    var shop = Shop()
    for sku in ArbitraryFile.awkwardSKUs.values {
      shop.catalog.add(
        CatalogEntry(
          category: "Awkward", unitCost: nil, effectiveFrom: CalendarDate(dayNumber: 0)),
        sku: ByteString(sku))
    }
    return shop
  }

  @Test func arbitraryFilesGiveTheSumsThatTheSlowReaderFinds() throws {
    for seed in UInt64(1)...120 {
      var random = SplitMix64(seed: seed)
      let made = ArbitraryFile(using: &random)
      let reading = shop.read(made.bytes)
      #expect(reading.problems == [], "seed \(seed)")
      #expect(reading.repeatedHeaders == made.repeatedHeaders, "seed \(seed)")
      let reference = try #require(referenceReading(of: made.bytes), "seed \(seed)")
      #expect(reading.settlements.count == made.file.settlements.count, "seed \(seed)")
      for settlement in reading.settlements {
        let id = settlement.summary.settlementID
        let expected = try #require(reference[id], "seed \(seed)")
        let original = try #require(made.file.settlements.first { $0.id == id })
        #expect(settlement.rowsTotalMinor == original.totalMinor, "seed \(seed)")
        #expect(settlement.rowsTotalMinor == expected.sum, "seed \(seed)")
        #expect(settlement.rows == expected.rows, "seed \(seed)")
        #expect(settlement.sumsByLabelAndDay == expected.sums, "seed \(seed)")
        #expect(settlement.units == expected.units, "seed \(seed)")
        let awkward = ArbitraryFile.awkwardSKUs[original.currency.code]
        let sum = original.rows.filter { $0.sku == awkward }.reduce(0) { $0 + $1.amountMinor }
        #expect(settlement.sumsByCategory["Awkward"] ?? 0 == sum, "seed \(seed)")
      }
    }
  }

  @Test func groupsAddUpToTheirSettlement() {
    for seed in UInt64(1)...50 {
      var random = SplitMix64(seed: seed)
      for settlement in shop.read(ArbitraryFile(using: &random).bytes).settlements {
        let amounts = settlement.groups.reduce(0) { $0 + $1.amountMinor }
        let rows = settlement.groups.reduce(0) { $0 + Int($1.rows) }
        #expect(amounts == settlement.rowsTotalMinor, "seed \(seed)")
        #expect(rows == settlement.rows, "seed \(seed)")
      }
    }
  }

  /// A reading without the order of its groups, which windows may change.
  private func content(_ reading: DocumentReading) -> [String] {
    [
      "\(reading.problems) \(reading.notes) \(reading.lines) \(reading.dataRows)",
      "\(reading.blankLines) \(reading.repeatedHeaders) \(reading.layout) \(reading.encoding)",
    ]
      + reading.settlements.flatMap { settlement in
        ["\(settlement.summary) \(settlement.rows) \(settlement.rowsTotalMinor)"]
          + settlement.groups.map { group in
            "\(settlement.labels[Int(group.label)]) \(settlement.dimensions[Int(group.dimensions)])"
              + " \(group.amountMinor) \(group.rows) \(group.orders) \(group.units)"
          }.sorted()
      }
  }

  @Test(arguments: 1...50)
  func theSizeOfThePiecesNeverMatters(pieceBytes: Int) {
    let made = [UInt64(7), 11, 13].map { seed in
      var random = SplitMix64(seed: seed)
      return ArbitraryFile(using: &random).bytes
    }
    for bytes in made + [sampleFile().bytes, Array(sampleFile().bytes.dropLast())] {
      let whole = content(shop.read(bytes))
      #expect(content(shop.read(bytes, pieceBytes: pieceBytes)) == whole)
    }
  }

  @Test(arguments: [256, 300, 513, 1000, 4096])
  func theSizeOfTheWindowNeverMatters(windowBytes: Int) {
    for seed in UInt64(1)...10 {
      var random = SplitMix64(seed: seed)
      let bytes = ArbitraryFile(using: &random).bytes
      let small = content(shop.read(bytes, windowBytes: windowBytes, pieceBytes: 97))
      #expect(small == content(shop.read(bytes)), "seed \(seed)")
    }
  }

  @Test func aChangedByteNeverCrashesAndNeverProvesAnotherTotal() throws {
    for seed in UInt64(1)...20 {
      var random = SplitMix64(seed: seed)
      let made = ArbitraryFile(using: &random)
      for _ in 0..<50 {
        var bytes = made.bytes
        let place = Int.random(in: bytes.indices, using: &random)
        bytes[place] =
          random.once(in: 2)
          ? random.pick(Array("\t\n\r ,.-0123456789\"".utf8))
          : UInt8.random(in: 0...255, using: &random)
        expectSound(bytes, "seed \(seed), byte \(place) is \(bytes[place])")
      }
    }
  }

  @Test func aRemovedOrAddedByteNeverProvesAnotherTotalEither() throws {
    for seed in UInt64(1)...15 {
      var random = SplitMix64(seed: seed)
      let made = ArbitraryFile(using: &random)
      for _ in 0..<40 {
        var bytes = made.bytes
        let place = Int.random(in: bytes.indices, using: &random)
        if random.once(in: 2) {
          bytes.remove(at: place)
        } else {
          bytes.insert(random.pick(Array("\t\n\r ,.-0123456789".utf8)), at: place)
        }
        expectSound(bytes, "seed \(seed), byte \(place)")
      }
    }
  }

  /// What is proved must be what the slow reader finds in the same bytes.
  private func expectSound(_ bytes: [UInt8], _ comment: Comment) {
    let reading = shop.read(bytes)
    guard reading.isProved else {
      #expect(reading.settlements.isEmpty && reading.problemCount > 0, comment)
      return
    }
    let found = sums(
      reading.settlements.map { ($0.summary.settlementID, $0.rowsTotalMinor, $0.rows) })
    let references = [true, false].map { groups in
      sums(
        (referenceReading(of: bytes, groupsByThousand: groups) ?? [:])
          .map { ($0.key, $0.value.sum, $0.value.rows) })
    }
    #expect(references.contains(found), comment)
    for settlement in reading.settlements {
      #expect(settlement.rowsTotalMinor == settlement.summary.statedTotalMinor, comment)
    }
  }

  private func sums(_ settlements: [(String, Int64, Int)]) -> [String] {
    settlements.map { "\($0.0): \($0.1) in \($0.2) rows" }.sorted()
  }

  @Test func aSourceThatBreaksOffIsRefusedWithItsOwnReason() {
    let error = FlatFileError(.corruptFile, "the disk is gone", whatToDo: "look")
    for length in [0, 100, 700] {
      let bytes = Array(sampleFile().bytes.prefix(length))
      let reading = DocumentReader(resolvers: Shop().resolver).read {
        BreakingSource(bytes, error)
      }
      #expect(reading.problems == [error])
      #expect(reading.settlements.isEmpty)
    }
  }

  @Test func aSourceThatCannotBeOpenedIsRefused() {
    let error = FlatFileError(.corruptFile, "it is gone", whatToDo: "look")
    let reading = DocumentReader(resolvers: Shop().resolver).read {
      () throws(FlatFileError) -> any ByteSource in throw error
    }
    #expect(reading.problems == [error])
  }
}

/// Gives its bytes, then fails.
private final class BreakingSource: ByteSource {
  private let source: MemorySource
  private let error: FlatFileError

  init(_ bytes: [UInt8], _ error: FlatFileError) {
    source = MemorySource(bytes)
    self.error = error
  }

  var notes: [FlatFileError] { [] }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> Int {
    let count = source.read(into: buffer)
    guard count > 0 else { throw error }
    return count
  }
}
