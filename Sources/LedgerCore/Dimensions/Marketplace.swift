/// A site that a store sells on.
///
/// - Source: Amazon SP-API, "Marketplace IDs"; `name` is the text of `marketplace-name` in
///   settlement files; NA sites report in Pacific time.
package struct Marketplace: Sendable, Hashable {
  package let code: String
  package let name: String
  package let currency: Currency
  package let timeZone: String

  package init(code: String, name: String, currency: Currency, timeZone: String) {
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

  package func coded(_ code: String) -> Marketplace? { all.first { $0.code == code } }

  private static let builtIn: [Marketplace] = """
    US Amazon.com USD America/Los_Angeles
    CA Amazon.ca CAD America/Los_Angeles
    MX Amazon.com.mx MXN America/Los_Angeles
    BR Amazon.com.br BRL America/Sao_Paulo
    UK Amazon.co.uk GBP Europe/London
    DE Amazon.de EUR Europe/Berlin
    FR Amazon.fr EUR Europe/Paris
    IT Amazon.it EUR Europe/Rome
    ES Amazon.es EUR Europe/Madrid
    NL Amazon.nl EUR Europe/Amsterdam
    BE Amazon.com.be EUR Europe/Brussels
    IE Amazon.ie EUR Europe/Dublin
    SE Amazon.se SEK Europe/Stockholm
    PL Amazon.pl PLN Europe/Warsaw
    TR Amazon.com.tr TRY Europe/Istanbul
    AE Amazon.ae AED Asia/Dubai
    SA Amazon.sa SAR Asia/Riyadh
    EG Amazon.eg EGP Africa/Cairo
    ZA Amazon.co.za ZAR Africa/Johannesburg
    IN Amazon.in INR Asia/Kolkata
    JP Amazon.co.jp JPY Asia/Tokyo
    AU Amazon.com.au AUD Australia/Sydney
    SG Amazon.sg SGD Asia/Singapore
    """.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      return Marketplace(
        code: words[0], name: words[1], currency: Currency(words[2])!, timeZone: words[3])
    }
}
