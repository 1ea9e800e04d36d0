import LedgerCore

/// A call before it has a host and a token: an operation and its parameters, in the order sent.
package struct APIRequest: Hashable, Sendable {
  package struct Parameter: Hashable, Sendable {
    package let name: String
    package var value: String
  }

  package let operation: Operation
  /// What stands for `{}` in the path: a group, report or document id.
  package let pathValue: String?
  package private(set) var parameters: [Parameter]

  package init(
    _ operation: Operation, pathValue: String? = nil,
    _ parameters: KeyValuePairs<String, String> = [:]
  ) {
    self.operation = operation
    self.pathValue = pathValue
    self.parameters = parameters.map { Parameter(name: $0.key, value: $0.value) }
  }

  package subscript(name: String) -> String? {
    get { parameters.first { $0.name == name }?.value }
    set {
      let place = parameters.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): parameters[place].value = value
      case (let place?, nil): parameters.remove(at: place)
      case (nil, let value?): parameters.append(Parameter(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Path and query, each value encoded exactly once.
  ///
  /// Amazon wants all parameters again beside a page's token, but for reports the token alone.
  package func target(pageToken: String? = nil) -> String {
    var path = operation.path
    if let pathValue {
      let parts = path.split(separator: "{}", maxSplits: 1, omittingEmptySubsequences: false)
      precondition(parts.count == 2, "\(operation) has no value in its path")
      path = parts[0] + percentEncoded(pathValue) + parts[1]
    }
    var sent = pageToken != nil && operation.pageTokenStandsAlone ? [] : parameters
    if let pageToken { sent.append(Parameter(name: operation.pageTokenName, value: pageToken)) }
    guard !sent.isEmpty else { return path }
    return path + "?" + sent.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
  }

  // MARK: - As text

  private static let scheme = "sp-api:"

  /// Where a document came from, as the archive's log keeps it.
  package var source: String {
    let path = pathValue.map { [Parameter(name: "id", value: $0)] } ?? []
    let query = (path + parameters).map { "\($0.name)=\(percentEncoded($0.value))" }
    return APIRequest.scheme + operation.rawValue + "?" + query.joined(separator: "&")
  }

  /// The operation alone, without reading the parameters; nil for sources that are no calls.
  package static func operation(ofSource source: String) -> Operation? {
    guard source.hasPrefix(scheme) else { return nil }
    var source = source
    return source.withUTF8 { bytes in
      let call = UnsafeRawBufferPointer(bytes).dropFirst(scheme.utf8.count)
      let end = call.firstIndex(of: UInt8(ascii: "?")) ?? call.endIndex
      return names.place(of: UnsafeRawBufferPointer(rebasing: call[..<end])).map { operations[$0] }
    }
  }

  private static let operations = Operation.allCases
  private static let names = NameTable(operations.map(\.rawValue))

  /// Reads `source` again; nil for sources that are no calls.
  ///
  /// A log has one for each call of each night: they are read as bytes.
  package init?(source: String) {
    guard let operation = APIRequest.operation(ofSource: source) else { return nil }
    var source = source
    let query: (pathValue: String?, parameters: [Parameter])? = source.withUTF8 { bytes in
      guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return nil }
      let query = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[(mark + 1)...]))
      var pathValue: String?
      var parameters: [Parameter] = []
      for pair in query.split(separator: UInt8(ascii: "&")) {
        guard let sign = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let value = percentDecoded(UnsafeRawBufferPointer(rebasing: pair[(sign + 1)...]))
        let name = String(decoding: pair[..<sign], as: UTF8.self)
        if name == "id" {
          pathValue = value
        } else {
          parameters.append(Parameter(name: name, value: value))
        }
      }
      return (pathValue, parameters)
    }
    guard let query else { return nil }
    self.operation = operation
    (pathValue, parameters) = query
  }
}

/// All bytes but the unreserved ones of RFC 3986 as `%XX`.
package func percentEncoded(_ text: String) -> String {
  var encoded: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      encoded.append(byte)
    default:
      let digits = Array("0123456789ABCDEF".utf8)
      encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}
