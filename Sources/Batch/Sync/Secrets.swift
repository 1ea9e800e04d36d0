import Glibc
import SellingPartner

/// Where a secret is kept; never the secret itself.
package enum SecretReference: Hashable, Sendable {
  case environment(String)
  /// A path, relative to the home.
  case file(String)
}

extension Configuration {
  /// The files that hold secrets, relative to the home.
  var secretFiles: [String] {
    let references =
      [lwa?.clientID, lwa?.clientSecret, close.ping, close.notice.webhook]
      + stores.map(\.refreshToken) + vendors.map(\.refreshToken)
    return references.compactMap { reference in
      guard case .file(let path) = reference else { return nil }
      return path
    }
  }
}

/// Reads secrets where they are used; their texts go into `Credentials` only.
struct SecretReader {
  private static let longestSecret = 8192

  let home: Home
  let environment: @Sendable (String) -> String?

  func identity(
    of store: Configuration.Store, _ configuration: Configuration
  ) throws(BatchError) -> SellingPartnerClient.Identity {
    guard let lwa = configuration.lwa else {
      throw BatchError(
        "acorn.toml: [lwa] is missing; give client_id and client_secret of your SP-API app")
    }
    guard let region = store.region else {
      throw BatchError(
        "acorn.toml: [[store]] \(store.id): region = \"na\", \"eu\" or \"fe\" is missing")
    }
    guard let token = store.refreshToken else {
      throw BatchError("acorn.toml: [[store]] \(store.id): refresh_token is missing")
    }
    return SellingPartnerClient.Identity(
      store: store.id, sellerID: store.sellerID, region: region,
      credentials: Credentials(
        clientID: try read(lwa.clientID, "client_id"),
        clientSecret: try read(lwa.clientSecret, "client_secret"),
        refreshToken: try read(token, "refresh_token of \(store.id)")))
  }

  func identity(
    of vendor: Configuration.Vendor, _ configuration: Configuration
  ) throws(BatchError) -> SellingPartnerClient.Identity {
    var account = Configuration.Store(
      id: vendor.id, homeMarketplace: "", marketplaces: [], accounts: [])
    account.region = vendor.region
    account.refreshToken = vendor.refreshToken
    return try identity(of: account, configuration)
  }

  func read(_ reference: SecretReference, _ what: String) throws(BatchError) -> String {
    switch reference {
    case .environment(let name):
      guard let value = environment(name), !value.isEmpty else {
        throw BatchError("\(what): the environment variable \(name) is not set")
      }
      return value
    case .file(let relative):
      let path = home.file(relative)
      try SecretReader.expectPrivate(path, what)
      guard let bytes = contents(ofFile: path), bytes.count <= Self.longestSecret else {
        throw BatchError("\(what): \(path) cannot be read, or is no secret of one line")
      }
      let text = String(decoding: bytes.filter { $0 != 10 && $0 != 13 }, as: UTF8.self)
      guard !text.isEmpty else { throw BatchError("\(what): \(path) is empty") }
      return text
    }
  }

  /// A regular file that its owner alone can read; anything else is refused.
  static func expectPrivate(_ path: String, _ what: String) throws(BatchError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      throw BatchError("\(what): \(path): \(reason); write the secret there, for you alone to read")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw BatchError("\(what): \(path) is no regular file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw BatchError("\(what): others can read \(path); run chmod 600 \(path)")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw BatchError("\(what): \(path) belongs to another user")
    }
  }
}
