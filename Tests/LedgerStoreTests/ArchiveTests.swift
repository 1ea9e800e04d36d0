import Glibc
import LedgerStore
import TestSupport
import Testing

/// An archive in a temporary folder, with a way to damage it.
private struct Place {
  let folder = TemporaryFolder()
  var root: String { "\(folder.path)/archive" }
  var log: String { "\(root)/deliveries.tsv" }

  func archive() throws -> Archive { try Archive(root: root) }

  func delivery(_ text: String, in archive: Archive, source: String? = nil) throws -> Delivery {
    let stored = try archive.store(file: folder.write("in/\(text).txt", text))
    return Delivery(
      sha256: stored.sha256, byteCount: stored.byteCount, kind: .settlement,
      source: source ?? "/in/\(text).txt", store: "", receivedAt: 1000)
  }
}

@Suite struct ArchiveTests {
  private let place = Place()

  @Test func aDocumentIsFoundByItsDigestUnchanged() throws {
    let archive = try place.archive()
    let path = place.folder.write("in/a.txt", "abc")
    let stored = try archive.store(file: path)
    #expect(stored.sha256 == SHA256.hex(of: Array("abc".utf8)))
    #expect(stored.byteCount == 3)
    #expect(fileBytes(archive.path(of: stored.sha256)) == Array("abc".utf8))
    #expect(fileBytes(path) == Array("abc".utf8), "the user's file stays where it was")
  }

  @Test func storingADocumentAgainKeepsOneCopy() throws {
    let archive = try place.archive()
    let first = try archive.store(file: place.folder.write("in/a.txt", "abc"))
    let second = try archive.store(file: place.folder.write("in/copy.txt", "abc"))
    #expect(first == second)
    #expect(names(in: "\(place.root)/objects").count == 1)
    #expect(names(in: "\(place.root)/incoming") == [])
  }

  @Test func anObjectThatACrashHasCutIsReplaced() throws {
    let archive = try place.archive()
    let path = place.folder.write("in/a.txt", "abc")
    let stored = try archive.store(file: path)
    place.folder.write("archive/objects/\(stored.sha256.prefix(2))/\(stored.sha256)", "ab")
    _ = try archive.store(file: path)
    #expect(fileBytes(archive.path(of: stored.sha256)) == Array("abc".utf8))
  }

  @Test func aFileThatIsNotThereIsAnErrorAndLeavesNothing() throws {
    let archive = try place.archive()
    #expect(throws: StoreError.self) { try archive.store(file: "\(place.folder.path)/none") }
    #expect(names(in: "\(place.root)/incoming") == [])
  }

  @Test func deliveriesAreKeptInTheirOrder() throws {
    let archive = try place.archive()
    #expect(try archive.deliveries() == [])
    let deliveries = try ["a", "b", "c"].map { try place.delivery($0, in: archive) }
    try archive.append([deliveries[0]])
    try archive.append([])
    try archive.append([deliveries[2], deliveries[1]])
    #expect(try place.archive().deliveries() == [deliveries[0], deliveries[2], deliveries[1]])
  }

  @Test func aTornLastLineIsLeftOutAndWrittenOver() throws {
    let archive = try place.archive()
    let deliveries = try ["a", "b", "c"].map { try place.delivery($0, in: archive) }
    try archive.append(Array(deliveries.prefix(2)))
    let whole = fileBytes(place.log)
    let firstEnd = try #require(whole.firstIndex(of: 10)) + 1
    for count in firstEnd..<whole.count {
      place.folder.write("archive/deliveries.tsv", Array(whole.prefix(count)))
      #expect(try archive.deliveries().first == deliveries[0], "\(count) bytes")
      try archive.append([deliveries[2]])
      #expect(try archive.deliveries() == [deliveries[0], deliveries[2]], "\(count) bytes")
    }
  }

  @Test func aLongerTornLineLeavesNoRest() throws {
    let archive = try place.archive()
    let short = try place.delivery("a", in: archive)
    let long = try place.delivery("b", in: archive, source: String(repeating: "x", count: 500))
    try archive.append([short, long])
    place.folder.write("archive/deliveries.tsv", Array(fileBytes(place.log).dropLast(5)))
    try archive.append([short])
    #expect(try archive.deliveries() == [short, short])
  }

  @Test(arguments: [1, 2, 3])
  func aWholeLineThatDoesNotFitItsCheckIsDamageAndNothingIsWrittenOverIt(line: Int) throws {
    let archive = try place.archive()
    let deliveries = try ["a", "b", "c"].map { try place.delivery($0, in: archive) }
    try archive.append(deliveries)
    var bytes = fileBytes(place.log)
    bytes[bytes.count / 3 * (line - 1) + 3] ^= 1
    place.folder.write("archive/deliveries.tsv", bytes)
    let error = #expect(throws: StoreError.self) { try place.archive().deliveries() }
    #expect(try #require(error).description.contains("line \(line) is damaged"))
    #expect(throws: StoreError.self) { try place.archive().append([deliveries[0]]) }
    #expect(fileBytes(place.log) == bytes)
    let known = LogState(
      lines: 2, byteCount: bytes.count / 3 * 2, sha256: SHA256.hex(of: Array(bytes.prefix(9))))
    let checked = try place.archive()
    checked.check(against: LogWitness("the ledger", known)) { _, _ in [] }
    let told = #expect(throws: StoreError.self) { try checked.deliveries() }
    #expect(try #require(told).description.contains("line \(line) is damaged"))
  }

  @Test func anEmptyLineIsDamage() throws {
    let archive = try place.archive()
    try archive.append([try place.delivery("a", in: archive)])
    place.folder.write("archive/deliveries.tsv", fileBytes(place.log) + [10])
    #expect(throws: StoreError.self) { try place.archive().deliveries() }
  }

  @Test(arguments: [true, false])
  func aLogThatLacksWhatAWitnessKnowsIsRefusedUntilItIsAccepted(isKnownBefore: Bool) throws {
    let archive = try place.archive()
    let deliveries = try ["a", "b", "c"].map { try place.delivery($0, in: archive) }
    try archive.append(deliveries)
    let whole = fileBytes(place.log)
    let known = try archive.logState(lines: 2)
    #expect(LogState(text: known.text) == known)
    let lines = whole.split(separator: 10).map { Array($0) + [10] }
    for (bytes, isRefused) in [
      (whole, false), (Array(lines[..<2].joined()), false), (lines[0], true), ([], true),
      (lines[0] + lines[2], true), (lines[1] + lines[0], true),
    ] {
      place.folder.write("archive/deliveries.tsv", bytes)
      let checked = try place.archive()
      let witness = LogWitness("the ledger", known)
      checked.check(against: isKnownBefore ? witness : nil) { _, _ in
        isKnownBefore ? [] : [witness]
      }
      if isRefused {
        for _ in 1...2 { #expect(throws: StoreError.self) { try checked.deliveries() } }
        let error = #expect(throws: StoreError.self) { try checked.append([deliveries[0]]) }
        #expect(error?.description.contains("the ledger knows a log of 2 deliveries") == true)
        #expect(fileBytes(place.log) == bytes)
        checked.acceptLog()
      }
      #expect(try checked.deliveries().count == bytes.count { $0 == 10 })
    }
  }

  @Test func whatSeveralKnowOfALogIsCompared() throws {
    let archive = try place.archive()
    try archive.append(try ["a", "b", "c"].map { try place.delivery($0, in: archive) })
    let (one, two, all) = (
      try archive.logState(lines: 1), try archive.logState(lines: 2),
      try archive.logState(lines: 3)
    )
    let other = LogState(lines: 1, byteCount: one.byteCount, sha256: two.sha256)
    for (ledger, certificate, isRefused) in [
      (two, one, false), (one, all, false), (all, all, false), (all, other, true),
      (other, all, true),
    ] {
      let checked = try place.archive()
      checked.check(against: LogWitness("the ledger", ledger)) { _, deliveries in
        #expect(deliveries.count == 3)
        return [LogWitness("the certificate", certificate)]
      }
      if isRefused {
        #expect(throws: StoreError.self) { try checked.deliveries() }
      } else {
        #expect(try checked.deliveries() == archive.deliveries())
        #expect(try checked.logState(lines: 3) == all)
      }
    }
  }

  @Test func aDocumentIsCountedOnceForEachKindThatItCameAs() throws {
    let archive = try place.archive()
    let delivery = try place.delivery("a", in: archive)
    try archive.append([delivery, delivery])
    #expect(try archive.documents() == [ArchivedDocument(delivery)])
    let asBank = Delivery(
      sha256: delivery.sha256, byteCount: 1, kind: .bank, source: "x", store: "", receivedAt: 2000)
    try archive.append([asBank, try place.delivery("b", in: archive)])
    #expect(try archive.documents().count == 3)
    #expect(try place.archive().documents() == archive.documents())
  }

  /// A delivery of one document at a second.
  private func deliveries(_ archive: Archive) throws -> (Int64) -> Delivery {
    let first = try place.delivery("a", in: archive)
    return { second in
      Delivery(
        sha256: first.sha256, byteCount: 1, kind: .settlement, source: "\(second)", store: "",
        receivedAt: second)
    }
  }

  @Test func aStatedClockMayLieLongBeforeTheLastDelivery() throws {
    let archive = try place.archive()
    let delivery = try deliveries(archive)
    try archive.append([delivery(900_000)])
    archive.followStatedClock()
    try archive.append([delivery(813_600)])
    #expect(try archive.deliveries().map(\.receivedAt) == [900_000, 900_000], "by a day")
    try archive.append([delivery(100_000), delivery(100_001)])
    try archive.append([delivery(200_000)])
    #expect(
      try archive.deliveries().map(\.receivedAt) == [100_000, 100_000, 100_000, 100_001, 200_000])
  }

  @Test func nothingIsReceivedBeforeWhatCameAheadOfIt() throws {
    let archive = try place.archive()
    let delivery = try deliveries(archive)
    try archive.append([delivery(1000), delivery(900)])
    try place.archive().append([delivery(950), delivery(1100)])
    #expect(try archive.deliveries().map(\.receivedAt) == [1000, 1000, 1000, 1100])
    let later = try place.archive()
    later.setClockAnew()
    try later.append([delivery(1010)])
    try later.append([delivery(1005)])
    let deliveries = try place.archive().deliveries()
    #expect(
      deliveries.map(\.receivedAt) == [1000, 1000, 1000, 1010, 1010, 1010],
      "what the clock that was ahead has received was there by then")
    #expect(try archive.deliveries() == deliveries, "one who has read the log before says the same")
    #expect(deliveries.known(at: 999).isEmpty)
    #expect(deliveries.known(at: 1000).count == 3)
    #expect(deliveries.known(at: 1010).count == 6)
    let copy = try Archive(root: "\(place.folder.path)/copy")
    _ = try archive.copy(to: copy)
    #expect(fileBytes(copy.log) == fileBytes(place.log), "the log itself stays as it was written")
  }

  @Test func aDocumentWithoutADeliveryIsFound() throws {
    let archive = try place.archive()
    let deliveries = try ["a", "b"].map { try place.delivery($0, in: archive) }
    try archive.append([deliveries[0]])
    #expect(try archive.unlisted() == [archive.path(of: deliveries[1].sha256)])
  }

  @Test func aCopyWhoseLogIsNotTheBeginningOfThisOneIsLeftAlone() throws {
    let archive = try place.archive()
    let deliveries = try ["a", "b", "c"].map { try place.delivery($0, in: archive) }
    try archive.append(deliveries)
    let copy = try Archive(root: "\(place.folder.path)/copy")
    #expect(try archive.copy(to: copy).fresh == 3)
    let whole = fileBytes(place.log)
    #expect(fileBytes(copy.log) == whole)
    let last = try #require(whole.dropLast().lastIndex(of: 10))
    place.folder.write("archive/deliveries.tsv", Array(whole[...last]))
    #expect(throws: StoreError.self) { try place.archive().copy(to: copy) }
    #expect(fileBytes(copy.log) == whole)
  }

  @Test func verifyFindsWhatHasChangedOrIsGone() throws {
    let archive = try place.archive()
    let deliveries = try ["a", "b", "c"].map { try place.delivery($0, in: archive) }
    try archive.append(deliveries + [deliveries[0]])
    #expect(try archive.verify() == (3, []))
    let second = archive.path(of: deliveries[1].sha256)
    place.folder.write(String(second.dropFirst(place.folder.path.utf8.count + 1)), "B")
    unlink(archive.path(of: deliveries[2].sha256))
    let (documents, problems) = try archive.verify()
    #expect(documents == 3)
    #expect(problems.count == 2)
    #expect(problems.contains { $0.contains("changed") && $0.contains("b.txt") })
    #expect(problems.contains { $0.contains("missing") && $0.contains("c.txt") })
  }

  @Test func leftoversOfACrashAreRemoved() throws {
    let archive = try place.archive()
    place.folder.write("archive/incoming/7-1.part", "half")
    archive.removeLeftovers()
    #expect(names(in: "\(place.root)/incoming") == [])
  }
}

@Suite struct DeliveryTests {
  @Test(arguments: [
    "/in/a.txt", "/in/tab\tname.txt", "/in/100%.txt", "/in/%09.txt", "/in/two\nlines", "", "/in/能登",
    "/in/\u{1}\u{1f}", "%", "%%4",
  ])
  func aLineOfTheLogGoesRound(source: String) throws {
    let place = Place()
    let archive = try place.archive()
    let sha256 = SHA256.hex(of: [])
    for (store, published) in [("", nil), ("NA1\t%", Int64(1_773_478_144)), ("x", -1)] {
      let delivery = Delivery(
        sha256: sha256, byteCount: 0, kind: .master, source: source, store: store,
        receivedAt: -5, publishedAt: published)
      place.folder.write("archive/objects/\(sha256.prefix(2))/\(sha256)", "")
      try archive.append([delivery])
      #expect(try archive.deliveries().last == delivery)
    }
    #expect(try archive.deliveries().count == 3)
  }

  @Test func aRepeatedDeliveryIsOneOfTheSameDocumentSourceAndStore() {
    func delivery(_ source: String, store: String = "", at: Int64 = 0) -> Delivery {
      Delivery(
        sha256: "x", byteCount: 0, kind: .settlement, source: source, store: store, receivedAt: at)
    }
    #expect(delivery("/a/b.txt").repeats(delivery("/a/b.txt", at: 9)))
    #expect(!delivery("/a/b.txt").repeats(delivery("/a/c.txt")))
    #expect(!delivery("/a/b.txt").repeats(delivery("/a/b.txt", store: "NA1")))
    #expect(delivery("/a/b.txt").name == "b.txt")
    #expect(delivery("").name == "")
  }
}
