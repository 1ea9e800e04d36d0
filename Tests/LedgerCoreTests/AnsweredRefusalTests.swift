import LedgerCore
import Testing

@Suite struct AnsweredRefusalTests {
  private func reception(_ first: Int64, _ last: Int64, published: Int64? = nil) -> Reception {
    Reception(
      first: Instant(seconds: first), last: Instant(seconds: last),
      publishedAt: published.map { Instant(seconds: $0) })
  }

  @Test(
    arguments: [
      (10, 20, nil, nil, true), (20, 20, nil, nil, false), (30, 20, nil, nil, false),
      (10, 20, 5, 6, true), (10, 20, 6, 5, false), (10, 20, 6, nil, true), (10, 20, 6, 6, true),
    ] as [(Int64, Int64, Int64?, Int64?, Bool)])
  func onlyALaterDocumentAnswersARefusedOne(
    refusedAt: Int64, postedAt: Int64, refusedPublished: Int64?, postedPublished: Int64?,
    isAnswered: Bool
  ) {
    let facts = SettlementFacts(
      versionID: 1, settlementID: "1", store: "NA1", currency: Currency("USD")!,
      start: Instant(seconds: 0), end: Instant(seconds: 9), statedTotalMinor: 0, rowsTotalMinor: 0,
      rows: 1, accountLevelRows: 0, readForMarketplace: "US", documentName: "good", sha256: "g",
      publishedAt: nil)
    let receptions = [
      "r": reception(refusedAt, refusedAt, published: refusedPublished),
      "g": reception(0, postedAt, published: postedPublished),
    ]
    for (store, id, period, isAbout) in [
      ("NA1", "1", nil, true), (nil, "1", nil, true), ("NA1", "2", (0, 9), false),
      ("EU1", "1", nil, false), ("NA1", nil, (0, 9), true), ("NA1", nil, (0, 8), false),
      (nil, nil, (0, 9), false),
    ] as [(String?, String?, (Int64, Int64)?, Bool)] {
      let document = RefusedDocument(
        name: "bad", sha256: "r", store: store, settlementID: id, currency: nil,
        period: period.map { (Instant(seconds: $0.0), Instant(seconds: $0.1)) })
      let found = answers(to: [document], in: [facts], receptions: receptions)
      #expect((found["r"] != nil) == (isAnswered && isAbout), "\(document)")
    }
  }
}
