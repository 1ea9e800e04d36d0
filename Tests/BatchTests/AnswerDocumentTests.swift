import LedgerCore
import TestSupport
import Testing

@testable import Batch

@Suite struct AnswerDocumentTests {
  private let folder = TemporaryFolder()

  private func pages(ofFile path: String) throws -> [[UInt8]] {
    var pages: [[UInt8]] = []
    try AnswerDocument.forEachPage(ofFile: path) { page throws(BatchError) in pages.append(page) }
    return pages
  }

  /// Pages below, at and above the size of the window that they are read through.
  @Test func pagesComeBackAsTheyWere() throws {
    for seed in UInt64(1)...20 {
      var random = SplitMix64(seed: seed)
      let pages = (0..<random.pick([0, 1, 2, 5])).map { _ -> [UInt8] in
        let count = random.pick([1, 100, 262_142, 262_143, 262_144, 600_000])
        let byte = UInt8.random(in: 32...126, using: &random)
        return [UInt8](repeating: byte, count: count)
      }
      var document = AnswerDocument()
      for page in pages { document.append(page) }
      let path = folder.write("\(seed)", document.bytes)
      guard !pages.isEmpty else { continue }
      #expect(try self.pages(ofFile: path) == pages.map { $0 + [10] }, "seed \(seed)")
    }
  }

  @Test func theSamePagesAreTheSameBytes() {
    var (one, other) = (AnswerDocument(), AnswerDocument())
    for page in ["{}", "{\"a\": 1}"] {
      one.append(Array(page.utf8))
      other.append(Array(page.utf8))
    }
    #expect(one.bytes == other.bytes, "an answer told twice is stored once")
  }

  @Test func aDamagedAnswerIsToldWithItsPlaceAndARemedy() throws {
    var document = AnswerDocument()
    document.append(Array("{\"payload\": {}}".utf8))
    let path = folder.write("cut", Array(document.bytes.dropLast(5)))
    let error = #expect(throws: BatchError.self) { try pages(ofFile: path) }
    #expect(error?.description.contains(path) == true)
    #expect(error?.description.contains("acorn archive verify") == true)
  }
}
