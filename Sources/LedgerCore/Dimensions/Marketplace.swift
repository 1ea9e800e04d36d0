/// A site that a store sells on.
///
/// - Source: Amazon SP-API, "Marketplace IDs"; `name` is the text of `marketplace-name` in
///   settlement files; NA sites report in Pacific time.
package struct Marketplace: Sendable, Hashable {
  package let code: String
  package let name: String
  package let currency: Currency
  package let timeZone: String
  /// Amazon's id in SP-API; empty where it is not known.
  package let id: String

  package init(code: String, name: String, currency: Currency, timeZone: String, id: String = "") {
    self.id = id
    self.code = code
    self.name = name
    self.currency = currency
    self.timeZone = timeZone
  }
}

/// The marketplaces by code and by the names that files use.
package struct Marketplaces: Sendable {
  package private(set) var all: [Marketplace]
  private var byName: [ByteString: Int] = [:]

  package init(adding own: [Marketplace] = []) {
    all = []
    for marketplace in Marketplaces.builtIn + own { add(marketplace) }
    alias("Amazon.jp", "JP")
  }

  private mutating func add(_ marketplace: Marketplace) {
    let index = all.firstIndex { $0.code == marketplace.code } ?? all.count
    if index == all.count { all.append(marketplace) } else { all[index] = marketplace }
    byName[ByteString(marketplace.name).lowercasedASCII] = index
  }

  private mutating func alias(_ name: ByteString, _ code: String) {
    byName[name.lowercasedASCII] = all.firstIndex { $0.code == code }
  }

  /// By the text of `marketplace-name`; nil for an empty text and for `Non-Amazon US` and the like.
  package func named(_ name: ByteString) -> Marketplace? {
    byName[name.lowercasedASCII].map { all[$0] }
  }

  /// All names that files use, folded, in their order.
  package var names: [(name: ByteString, marketplace: Marketplace)] {
    byName.sorted { $0.key < $1.key }.map { ($0.key, all[$0.value]) }
  }

  package func identified(by id: String) -> Marketplace? { all.first { $0.id == id && id != "" } }

  package func coded(_ code: String) -> Marketplace? { all.first { $0.code == code } }

  private static let builtIn: [Marketplace] = """
    US Amazon.com USD America/Los_Angeles ATVPDKIKX0DER
    CA Amazon.ca CAD America/Los_Angeles A2EUQ1WTGCTBG2
    MX Amazon.com.mx MXN America/Los_Angeles A1AM78C64UM0Y8
    BR Amazon.com.br BRL America/Sao_Paulo A2Q3Y263D00KWC
    UK Amazon.co.uk GBP Europe/London A1F83G8C2ARO7P
    DE Amazon.de EUR Europe/Berlin A1PA6795UKMFR9
    FR Amazon.fr EUR Europe/Paris A13V1IB3VIYZZH
    IT Amazon.it EUR Europe/Rome APJ6JRA9NG5V4
    ES Amazon.es EUR Europe/Madrid A1RKKUPIHCS9HS
    NL Amazon.nl EUR Europe/Amsterdam A1805IZSGTT6HS
    BE Amazon.com.be EUR Europe/Brussels AMEN7PMS3EDWL
    IE Amazon.ie EUR Europe/Dublin A28R8C7NBKEWEA
    SE Amazon.se SEK Europe/Stockholm A2NODRKZP88ZB9
    PL Amazon.pl PLN Europe/Warsaw A1C3SOZRARQ6R3
    TR Amazon.com.tr TRY Europe/Istanbul A33AVAJ2PDY3EV
    AE Amazon.ae AED Asia/Dubai A2VIGQ35RCS4UG
    SA Amazon.sa SAR Asia/Riyadh A17E79C6D8DWNP
    EG Amazon.eg EGP Africa/Cairo ARBP9OOSHTCHU
    ZA Amazon.co.za ZAR Africa/Johannesburg AE08WJ6YKNBMC
    IN Amazon.in INR Asia/Kolkata A21TJRUUN4KGV
    JP Amazon.co.jp JPY Asia/Tokyo A1VC38T7YXB528
    AU Amazon.com.au AUD Australia/Sydney A39IBJ37TRP1C6
    SG Amazon.sg SGD Asia/Singapore A19VAU5U5O7RUS
    """.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      return Marketplace(
        code: words[0], name: words[1], currency: Currency(words[2])!, timeZone: words[3],
        id: words[4])
    }
}
