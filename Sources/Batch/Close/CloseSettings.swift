/// What `[close]` and `[notify]` of `acorn.toml` say.
package struct CloseSettings: Sendable, Equatable {
  /// A folder that is imported each night, relative to the home.
  package var inbox: String?
  /// For how many days reports and run records are kept.
  package var keepDays = 400
  /// The file for Prometheus' node exporter, relative to the home.
  package var metrics: String?
  /// An address that is called when a close starts (`/start`), has worked, and has failed (`/fail`).
  package var ping: SecretReference?
  package var notice = Notice()

  /// Whom to tell how a close has ended, and when.
  package struct Notice: Sendable, Equatable {
    package enum Occasion: String, CaseIterable, Sendable {
      case always
      /// Only where the exit status is not 0.
      case problems
    }

    /// The shape of what a webhook is sent.
    package enum Form: String, CaseIterable, Sendable {
      /// The whole run record.
      case acorn
      case slack, feishu, dingtalk
    }

    /// A program and its arguments, started without a shell; reads the run record as JSON.
    package var command: [String] = []
    package var webhook: SecretReference?
    package var form = Form.acorn
    package var occasion = Occasion.always
    /// After so many seconds a notice is given up.
    package var seconds = 30

    package init() {}
  }

  package init() {}
}
