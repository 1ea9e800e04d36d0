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

  package func update(_ bytes: [UInt8]) { update(bytes[...]) }

  package func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }

  /// Another one that has had the same bytes.
  package func copied() -> SHA256 {
    let copy = SHA256()
    EVP_MD_CTX_copy_ex(copy.context, context)
    return copy
  }

  /// The digest in lower-case hexadecimal; nothing can be added after it.
  package func finish() -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
      EVP_DigestFinal_ex(context, digest.baseAddress, nil)
      return String(unsafeUninitializedCapacity: 64) { hex in
        for (place, byte) in digest.enumerated() {
          hex.initializeElement(at: 2 * place, to: SHA256.digit(byte >> 4))
          hex.initializeElement(at: 2 * place + 1, to: SHA256.digit(byte & 15))
        }
        return 64
      }
    }
  }

  /// Whether the first 16 hexadecimal digits of the bytes' digest are these, whatever came before.
  ///
  /// For many short texts: to begin anew takes much less than another context.
  func begins(digestOf bytes: UnsafeRawBufferPointer, with digits: UnsafeRawBufferPointer) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
      EVP_DigestInit_ex(context, nil, nil)
      update(bytes)
      EVP_DigestFinal_ex(context, digest.baseAddress, nil)
      return digits.count == 16
        && digits.enumerated().allSatisfy { place, digit in
          SHA256.digit(place % 2 == 0 ? digest[place / 2] >> 4 : digest[place / 2] & 15) == digit
        }
    }
  }

  package static func hex(of bytes: [UInt8]) -> String { bytes.withUnsafeBytes { hex(of: $0) } }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

  package static func hex(of bytes: UnsafeRawBufferPointer) -> String {
    let hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}
