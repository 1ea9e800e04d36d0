import SellingPartner

/// Far more than a presigned URL has.
private let mostURLBytes = 16 << 10

/// Refuses what libcurl and the caller's host check might read differently.
///
/// libcurl ends a URL at a zero byte and a host at `#`; other parsers know other ends. So only the
/// characters of RFC 3986 pass, without a fragment.
func checkAddress(_ url: String, allowsPlainHTTP: Bool) throws(HTTPFailure) {
  let hasScheme = url.hasPrefix("https://") || (allowsPlainHTTP && url.hasPrefix("http://"))
  guard hasScheme else {
    throw HTTPFailure(reason: .refusedAddress, what: "an address does not begin with https://")
  }
  guard url.utf8.count <= mostURLBytes else {
    throw HTTPFailure(
      reason: .refusedAddress, what: "an address has more than \(mostURLBytes) bytes")
  }
  guard url.utf8.allSatisfy(isURLByte), !host(of: url).isEmpty else {
    throw HTTPFailure(reason: .refusedAddress, what: "an address is not well formed")
  }
}

/// Refuses a header that would end its line early, and so begin another.
func checkHeaders(_ headers: [HTTPHeader]) throws(HTTPFailure) {
  for header in headers {
    guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
      throw HTTPFailure(reason: .other, what: "a header's name is not a word")
    }
    guard header.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
      throw HTTPFailure(
        reason: .other, what: "the value of the header \(header.name) has control characters")
    }
  }
}

/// The host and port of a URL, for texts that people read; without user and password.
func host(of url: String) -> String {
  guard let scheme = url.firstRange(of: "://") else { return "" }
  let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
  return String(
    authority[
      (authority.lastIndex(of: "@").map(authority.index(after:))
        ?? authority.startIndex)...])
}

private func isURLByte(_ byte: UInt8) -> Bool {
  isLetterOrDigit(byte) || "-._~:/?[]@!$&'()*+,;=%".utf8.contains(byte)
}

private func isTokenByte(_ byte: UInt8) -> Bool {
  isLetterOrDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "a")...UInt8(ascii: "z"):
    true
  default: false
  }
}
