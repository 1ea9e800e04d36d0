import LedgerCore
import TestSupport
import Testing

@testable import BankStatements

@Suite struct MutationTests {
  /// Bytes that mean something to one format or another.
  private static let telling = Array("<>/:;,.\"&-+?{}09CDRNZSV\r\n \u{0}\u{7F}\u{1F}".utf8) + [0xFF]

  @Test(arguments: 0..<9)
  func changedBytesNeverTrapAndPlacesStayInside(rendering: Int) {
    let (name, text) = renderings(of: MadeStatement())[rendering]
    let original = Array(text.utf8)
    var refused = 0
    for seed in UInt64(1)...1500 {
      var random = SplitMix64(seed: seed)
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[at] = random.pick(MutationTests.telling)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(random.pick(MutationTests.telling), at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + 40))
        default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 60)], at: at)
        }
      }
      do throws(BankStatementError) {
        let statements = try readBankStatements(
          bytes, name: name, csvMappings: [MadeStatement.mapping])
        for statement in statements { _ = statement.identity }
      } catch {
        refused += 1
        let lines = bytes.count { $0 == 10 || $0 == 13 } + 1
        #expect((error.place.line ?? 1) <= lines, "\(name), seed \(seed): \(error)")
      }
    }
    #expect(refused > 40, "\(name): mutations must reach the readers' checks")
  }

  @Test(arguments: 0..<9)
  func aFileThatWasCutOffGivesNothingOrADifference(rendering: Int) {
    let made = MadeStatement()
    let (name, text) = renderings(of: made)[rendering]
    let bytes = Array(text.utf8)
    // CSV and the last bytes of a format have no end that could be missed.
    guard name != "CSV" else { return }
    for length in stride(from: 0, to: bytes.count - 12, by: 7) {
      let statements = try? readBankStatements(Array(bytes.prefix(length)), name: name)
      #expect(statements == nil, "\(name) cut to \(length) bytes")
    }
  }

  @Test func randomBytesAreRefused() {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      let bytes = random.bytes(Int.random(in: 0...400, using: &random))
      #expect(throws: BankStatementError.self, "seed \(seed)") {
        try readBankStatements(bytes, name: "noise", csvMappings: [MadeStatement.mapping])
      }
    }
  }
}
