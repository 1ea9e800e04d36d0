/// One call as the call log keeps it; nothing in it is secret.
package struct APICall: Equatable, Sendable {
  /// When it was sent.
  package var at: Int64
  package var store: String
  /// An operation's name, `token`, or `document`.
  package var operation: String
  /// 0 when there was no answer.
  package var status: Int
  package var requestID: String
  package var milliseconds: Int
  package var bytes: Int
  /// Why it was not good, in a few words.
  package var note: String

  package init(
    at: Int64, store: String, operation: String, status: Int, requestID: String = "",
    milliseconds: Int, bytes: Int, note: String = ""
  ) {
    self.at = at
    self.store = store
    self.operation = operation
    self.status = status
    self.requestID = requestID
    self.milliseconds = milliseconds
    self.bytes = bytes
    self.note = note
  }
}
