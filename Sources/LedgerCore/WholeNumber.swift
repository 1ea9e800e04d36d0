/// A whole number in decimal digits, with a minus sign or without; nil for anything else, and for what
/// 64 bits do not hold.
package func wholeNumber(_ text: UnsafeRawBufferPointer) -> Int64? {
  let isNegative = text.first == UInt8(ascii: "-")
  let digits = text.dropFirst(isNegative ? 1 : 0)
  guard !digits.isEmpty else { return nil }
  var number: Int64 = 0
  for byte in digits {
    let digit = byte &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    // Below zero there is one number more.
    let (tens, isTooFar) = number.multipliedReportingOverflow(by: 10)
    let (next, isBeyond) = tens.subtractingReportingOverflow(Int64(digit))
    guard !isTooFar, !isBeyond else { return nil }
    number = next
  }
  guard !isNegative else { return number }
  return number == .min ? nil : -number
}
