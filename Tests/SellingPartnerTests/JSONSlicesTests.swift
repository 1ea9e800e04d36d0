import LedgerCore
import TestSupport
import Testing

@testable import SellingPartner

@Suite struct JSONSlicesTests {
  private func slices(_ text: String) -> JSONSlices { JSONSlices(bytes: Array(text.utf8)) }

  private func elements(_ text: String) -> [String]? {
    let slices = slices(text)
    return slices.elements(at: 0)?.elements.map {
      String(decoding: slices.bytes[$0], as: UTF8.self)
    }
  }

  @Test func elementsAreCutWhereTheyBeginAndEnd() {
    #expect(
      elements(" [ {\"a\": [1, \"]\"]} ,2, \"x,\\\"\" ] ") == [
        "{\"a\": [1, \"]\"]}", "2", "\"x,\\\"\"",
      ])
    #expect(elements("[]") == [])
    #expect(slices("[1, 2]  ,").elements(at: 0)?.end == 6)
  }

  @Test func aCommaBehindTheLastElementStopsNone() {
    #expect(elements("[1, 2, ]") == ["1", "2"])
    #expect(slices("{\"a\": 1,}").members(of: 0..<9)?.map(\.name) == ["a"])
  }

  @Test(arguments: ["[1, 2", "[1 2]", "[1, {]}", "[\"a]", "{\"a\": 1}", ""])
  func whatIsNoWholeArrayHasNoElements(text: String) {
    #expect(elements(text) == nil)
  }

  @Test func anObjectIsEnteredWithoutBeingCutBefore() throws {
    let slices = slices("{\"skip\": [1, 2], \"in\": {\"x\": true, \"y\": \"z\"}, \"last\": null}")
    var names: [String] = []
    let end = slices.fields(at: 0) { name, start in
      names.append(name)
      guard name == "in" else { return slices.value(from: start)?.upperBound }
      return slices.fields(at: start) { name, start in
        names.append("in/\(name)")
        return slices.value(from: start)?.upperBound
      }
    }
    #expect(end == slices.bytes.count)
    #expect(names == ["skip", "in", "in/x", "in/y", "last"])
  }

  @Test func ofTwoFieldsOfOneNameTheLastCountsForWhatWasToldBeforeToo() throws {
    func record(_ id: String) -> String {
      "{\"transactionId\": \"\(id)\", \"postedDate\": \"2026-03-05T10:00:00Z\","
        + " \"transactionStatus\": \"RELEASED\","
        + " \"totalAmount\": {\"currencyCode\": \"USD\", \"currencyAmount\": 1.00}}"
    }
    func told(_ text: String, knowing known: KnownWordings = [:]) throws -> [ToldTransaction] {
      try #require(TransactionPage(Array(text.utf8), knowing: known)).transactions
    }
    let one = try told("{\"payload\": {\"transactions\": [\(record("a"))]}}")
    guard case .read(_, let wording?) = one[0] else {
      Issue.record("it has no wording")
      return
    }
    let page =
      "{\"payload\": {\"transactions\": [\(record("a"))]},"
      + " \"payload\": {\"transactions\": [\(record("b"))]}}"
    let transactions = try told(page, knowing: [wording: instant("2026-03-05T10:00:00Z")])
    guard transactions.count == 1, case .read(let transaction, _) = transactions[0] else {
      Issue.record("one transaction is told anew")
      return
    }
    #expect(transaction.id == "b")
  }
}
