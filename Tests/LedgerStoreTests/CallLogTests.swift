import Glibc
import LedgerStore
import Synchronization
import TestSupport
import Testing

@Suite struct CallLogTests {
  private let folder = TemporaryFolder()
  private var log: CallLog { CallLog(folder: "\(folder.path)/calls") }

  private func line(_ at: String, _ store: String, _ note: String = "") -> [String] {
    [at, store, "getReports", "200", "id", "12", "345", note]
  }

  private let mark = ["2026-03-14T00:00:00Z", "", CallLog.runMark, "", "", "", "", ""]

  @Test func linesAreFoundAgainByMonth() throws {
    #expect(try log.lines() == [])
    let lines = [line("2026-04-01T00:00:00Z", "NA1"), line("2026-03-31T23:59:59Z", "NA1")]
    for line in lines { log.append(line) }
    #expect(try log.lines() == lines.reversed())
    #expect(names(in: "\(folder.path)/calls") == ["2026-03.tsv", "2026-04.tsv"])
  }

  @Test func aNoteWithTabsAndLineFeedsStaysOneCell() throws {
    log.append(line("2026-03-14T00:00:00Z", "NA1", "a\tb\nc\r\nd\u{0}e\t\u{301}f"))
    let cells = try #require(try log.lines().first)
    #expect(cells.count == CallLog.columns.count)
    #expect(cells.last == "a b c  d e \u{301}f")
  }

  @Test func aTornLineIsLeftOutAndCostsNoOther() throws {
    log.append(line("2026-03-14T00:00:00Z", "NA1"))
    folder.write(
      "calls/2026-03.tsv", fileBytes("\(folder.path)/calls/2026-03.tsv") + Array("2026".utf8))
    log.append(mark)
    log.append(line("2026-03-14T00:00:01Z", "NA1"))
    #expect(
      try log.lines() == [
        line("2026-03-14T00:00:00Z", "NA1"), mark, line("2026-03-14T00:00:01Z", "NA1"),
      ])
  }

  @Test func linesOfSeveralThreadsStayWhole() throws {
    let done = Mutex(0)
    let log = log
    for thread in 0..<8 {
      startThread {
        for call in 0..<100 {
          log.append(
            [
              "2026-03-14T00:00:00Z", "S\(thread)", "getReports", "200", "\(call)", "1", "2",
              String(repeating: "n", count: call),
            ])
        }
        done.withLock { $0 += 1 }
      }
    }
    while done.withLock({ $0 }) < 8 { usleep(1000) }
    let lines = try log.lines()
    #expect(lines.count == 800)
    for thread in 0..<8 {
      #expect(lines.filter { $0[1] == "S\(thread)" }.map { $0[4] } == (0..<100).map { "\($0)" })
    }
  }
}

@Suite struct StoredBytesTests {
  private let folder = TemporaryFolder()
  private func archive() throws -> Archive { try Archive(root: "\(folder.path)/archive") }

  @Test func bytesAreFoundByTheirDigest() throws {
    let archive = try archive()
    let stored = try archive.store(bytes: Array("abc".utf8))
    #expect(
      stored.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(stored.byteCount == 3)
    #expect(fileBytes(archive.path(of: stored.sha256)) == Array("abc".utf8))
    #expect(try archive.store(file: archive.path(of: stored.sha256)).sha256 == stored.sha256)
    #expect(names(in: "\(folder.path)/archive/incoming", withHidden: true) == [])
  }

  @Test func theSameBytesAgainChangeNothing() throws {
    let archive = try archive()
    let first = try archive.store(bytes: [1, 2, 3])
    let path = archive.path(of: first.sha256)
    #expect(chmod(path, 0o400) == 0)
    #expect(try archive.store(bytes: [1, 2, 3]) == first)
    #expect(try archive.store(bytes: []).byteCount == 0)
  }

  @Test func bytesThatACrashHasCutShortAreStoredAgain() throws {
    let archive = try archive()
    let stored = try archive.store(bytes: [1, 2, 3])
    folder.write("archive/objects/\(stored.sha256.prefix(2))/\(stored.sha256)", [1])
    _ = try archive.store(bytes: [1, 2, 3])
    #expect(fileBytes(archive.path(of: stored.sha256)) == [1, 2, 3])
  }

  @Test func severalThreadsStoreAndLogAtOnce() throws {
    let archive = try archive()
    let done = Mutex(0)
    for thread in 0..<4 {
      startThread {
        for number in 0..<10 {
          let bytes = Array("\(thread % 2) \(number)".utf8)
          if let stored = try? archive.store(bytes: bytes) {
            try? archive.append([
              Delivery(
                sha256: stored.sha256, byteCount: stored.byteCount, kind: .answer,
                source: "\(thread)/\(number)", store: "S\(thread)", receivedAt: 7)
            ])
          }
        }
        done.withLock { $0 += 1 }
      }
    }
    while done.withLock({ $0 }) < 4 { usleep(1000) }
    #expect(try archive.deliveries().count == 40)
    #expect(try archive.verify().documents == 20)
    #expect(try archive.verify().problems == [])
  }
}
