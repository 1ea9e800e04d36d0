/// SHA-256 of bytes that come in pieces.
///
/// - Source: FIPS 180-4. Written here since the package that has it takes longer to build than all
///   the rest of Acorn; checked against the standard's vectors.
package struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let head = rest.prefix(64 - pending.count)
      pending += head
      rest = rest.dropFirst(head.count)
      guard pending.count == 64 else { return }
      let block = pending
      pending = []
      block.withUnsafeBytes { compress($0) }
    }
    let whole = rest.count / 64 * 64
    if whole > 0 { compress(UnsafeRawBufferPointer(rebasing: rest.prefix(whole))) }
    pending += rest.dropFirst(whole)
  }

  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest in lower-case hexadecimal.
  package mutating func finish() -> String {
    let bits = length * 8
    var tail = pending + [0x80]
    tail += [UInt8](repeating: 0, count: (120 - tail.count % 64) % 64)
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    tail.withUnsafeBytes { compress($0) }
    let digits = Array("0123456789abcdef".utf8)
    let hex = state.flatMap { word in
      stride(from: UInt32(28), through: 0, by: -4).map { digits[Int(word >> $0 & 15)] }
    }
    return String(decoding: hex, as: UTF8.self)
  }

  package static func hex(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for start in stride(from: 0, to: blocks.count, by: 64) {
        for index in 0..<16 {
          schedule[index] = UInt32(
            bigEndian: blocks.loadUnaligned(fromByteOffset: start + index * 4, as: UInt32.self))
        }
        for index in 16..<64 {
          let (w15, w2) = (schedule[index - 15], schedule[index - 2])
          let s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >> 3)
          let s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >> 10)
          schedule[index] = schedule[index - 16] &+ s0 &+ schedule[index - 7] &+ s1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        SHA256.constants.withUnsafeBufferPointer { constants in
          for index in 0..<64 {
            let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let choice = (e & f) ^ (~e & g)
            let t1 = h &+ s1 &+ choice &+ constants[index] &+ schedule[index]
            let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            (h, g, f, e) = (g, f, e, d &+ t1)
            (d, c, b, a) = (c, b, a, t1 &+ s0 &+ majority)
          }
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
        state[5] &+= f
        state[6] &+= g
        state[7] &+= h
      }
    }
  }

  private static let constants: [UInt32] = roundConstants()

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static func roundConstants() -> [UInt32] {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // The integer cube root of prime · 2^96 has the fraction's bits at its low end.
      var root: UInt64 = 0
      for bit in stride(from: 34, through: 0, by: -1) {
        let trial = root | 1 << UInt64(bit)
        if cubeIsAtMost(trial, prime) { root = trial }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }

  /// trial³ ≤ prime · 2^96
  private static func cubeIsAtMost(_ trial: UInt64, _ prime: UInt64) -> Bool {
    let square = trial.multipliedFullWidth(by: trial)
    let low = square.low.multipliedFullWidth(by: trial)
    let high = square.high.multipliedFullWidth(by: trial)
    let (middle, carry) = low.high.addingReportingOverflow(high.low)
    guard high.high == 0, !carry else { return false }
    return middle < prime << 32 || (middle == prime << 32 && low.low == 0)
  }
}

@inline(__always)
private func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
  value >> count | value << (32 - count)
}
