/// A value that is worked out when it is first asked for; one thread's.
final class Once<Value> {
  private let work: () throws(BatchError) -> Value
  private var made: Value?

  init(_ work: @escaping () throws(BatchError) -> Value) { self.work = work }

  func value() throws(BatchError) -> Value {
    if let made { return made }
    let value = try work()
    made = value
    return value
  }
}
