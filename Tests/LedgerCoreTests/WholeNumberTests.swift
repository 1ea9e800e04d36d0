import LedgerCore
import Testing

@Suite struct WholeNumberTests {
  private func read(_ text: String) -> Int64? {
    Array(text.utf8).withUnsafeBytes { wholeNumber($0) }
  }

  @Test(arguments: [0, 7, -7, 1_794_632_400, .max, .min] as [Int64])
  func aNumberComesBack(number: Int64) { #expect(read("\(number)") == number) }

  @Test(arguments: [
    "", "-", "+1", "1 ", " 1", "1.0", "0x1", "--1", "1-", "9223372036854775808",
    "-9223372036854775809", "99999999999999999999999",
  ])
  func anythingElseIsNone(text: String) { #expect(read(text) == nil) }
}
