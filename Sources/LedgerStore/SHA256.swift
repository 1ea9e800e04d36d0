import CCrypto

/// SHA-256 of bytes that come in pieces.
///
/// - Source: FIPS 180-4; the work is done by OpenSSL's libcrypto, which uses the processor's own
///   instructions where it has them.
package struct SHA256: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      fatalError("libcrypto has no SHA-256: no memory, or its configuration forbids it")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  package func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Another one that has had the same bytes.
  package func copied() -> SHA256 {
    let copy = SHA256()
    EVP_MD_CTX_copy_ex(copy.context, context)
    return copy
  }

  /// The digest in lower-case hexadecimal; nothing can be added after it.
  package func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    let digits = Array("0123456789abcdef".utf8)
    let hex = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hex, as: UTF8.self)
  }

  package static func hex(of bytes: [UInt8]) -> String {
    let hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}
