/// What `[close]` and `[notify]` of `acorn.toml` say.
package struct CloseSettings: Sendable, Equatable {
  /// A folder that is imported each night, relative to the home.
  package var inbox: String?
  /// For how many days the reports of a night are kept. A night's reports hold all of the books, and
  /// any of them can be made again as known then.
  package var keepDays = 35
  /// Whether the reports that grow with each row have a file for each month, which later nights link
  /// to as long as nothing in it changes.
  package var isByMonth = false
  /// Run records are small, and nothing makes them again: they are kept for a year and more.
  static let leastRecordDays = 400
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
