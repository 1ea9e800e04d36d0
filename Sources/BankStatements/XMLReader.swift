import CExpat
import LedgerCore

/// Reads XML with libexpat and hands its elements to a consumer as they end.
///
/// No external entity is ever loaded. A document type declaration is refused where it begins, so
/// that no entity can be declared at all: neither camt.053 nor OFX has one.
func readXML(
  _ bytes: [UInt8], _ consume: @escaping ElementBuilder.Consumer
) throws(BankStatementError) {
  let text = try xmlText(bytes)
  // Source: expat.h; the byte stands between namespace and name, and in neither.
  guard let parser = XML_ParserCreateNS("UTF-8", 1) else {
    throw BankStatementError(
      BankStatementPlace(), "no memory for the XML parser", whatToDo: "free some memory")
  }
  defer { XML_ParserFree(parser) }
  let session = XMLSession(parser, ElementBuilder(consume))
  XML_SetUserData(parser, Unmanaged.passUnretained(session).toOpaque())
  XML_SetElementHandler(
    parser,
    { data, name, attributes in
      guard let name, let attributes else { return }
      XMLSession.at(data).start(name, attributes)
    }, { data, _ in XMLSession.at(data).end() })
  XML_SetCharacterDataHandler(parser) { data, text, count in
    XMLSession.at(data).text(text, Int(count))
  }
  XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in XMLSession.at(data).doctype() }
  let status = text.withUnsafeBufferPointer { buffer in
    buffer.withMemoryRebound(to: CChar.self) {
      XML_Parse(parser, $0.baseAddress, Int32($0.count), 1)
    }
  }
  if let failure = session.failure { throw failure }
  guard status == XML_STATUS_OK else {
    let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
    throw BankStatementError(
      line: Int(XML_GetCurrentLineNumber(parser)), "this is no XML: \(reason ?? "unknown error")",
      whatToDo: downloadAgain)
  }
}

/// What the parser's handlers share: C carries no error out, so the first is kept here.
private final class XMLSession {
  private let parser: XML_Parser
  private let builder: ElementBuilder
  private(set) var failure: BankStatementError?

  init(_ parser: XML_Parser, _ builder: ElementBuilder) {
    self.parser = parser
    self.builder = builder
  }

  static func at(_ data: UnsafeMutableRawPointer?) -> XMLSession {
    guard let data else { preconditionFailure("expat lost its user data") }
    return Unmanaged.fromOpaque(data).takeUnretainedValue()
  }

  private var line: Int { Int(XML_GetCurrentLineNumber(parser)) }

  /// Expat may call handlers once more after it was stopped; nothing is done then.
  private func attempt(_ body: () throws(BankStatementError) -> Void) {
    guard failure == nil else { return }
    do {
      try body()
    } catch {
      failure = error
      acorn_xml_stop(parser)
    }
  }

  func start(
    _ name: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
  ) {
    attempt { () throws(BankStatementError) in
      let (namespace, name) = XMLSession.parted(name)
      var currency: ByteString = ""
      var at = 0
      while let key = attributes[at], let value = attributes[at + 1] {
        if String(cString: key) == "Ccy" { currency = ByteString(String(cString: value)) }
        at += 2
      }
      try builder.start(name, namespace: namespace, currency: currency, line: line)
    }
  }

  /// A name as expat gives it: the namespace, a byte 1, the local name.
  private static func parted(
    _ name: UnsafePointer<CChar>
  ) -> (namespace: String, name: String) {
    var place = 0
    while name[place] != 0, name[place] != 1 { place += 1 }
    guard name[place] == 1 else { return ("", String(cString: name)) }
    let namespace = UnsafeRawBufferPointer(start: name, count: place)
    return (String(decoding: namespace, as: UTF8.self), String(cString: name + place + 1))
  }

  func end() { attempt { () throws(BankStatementError) in try builder.end() } }

  func text(_ text: UnsafePointer<CChar>?, _ count: Int) {
    attempt { () throws(BankStatementError) in
      let bytes = UnsafeBufferPointer(start: text, count: count)
      do {
        try bytes.withMemoryRebound(to: UInt8.self) { try builder.add($0) }
      } catch let error as BankStatementError {
        throw error
      } catch {
        preconditionFailure("only one type of error is thrown here")
      }
    }
  }

  func doctype() {
    attempt { () throws(BankStatementError) in
      throw BankStatementError(
        line: line, "the file declares a document type, which could define entities",
        whatToDo: "no bank's statement needs one: \(downloadAgain), from the bank itself")
    }
  }
}

/// The document in UTF-8, whatever charset its declaration names.
private func xmlText(_ bytes: [UInt8]) throws(BankStatementError) -> [UInt8] {
  if let mark = Charset.mark(of: bytes) {
    return try mark.charset.decoded(Array(bytes.dropFirst(mark.length)))
  }
  let head = String(decoding: bytes.prefix(200), as: UTF8.self)
  guard head.hasPrefix("<?xml"), let end = head.firstRange(of: "?>"),
    let label = head[..<end.lowerBound].firstRange(of: "encoding=")
  else { return try Charset.utf8.decoded(bytes) }
  let quoted = head[label.upperBound..<end.lowerBound]
  let name = String(quoted.dropFirst().prefix { $0 != "\"" && $0 != "'" })
  guard let charset = Charset(named: name) else {
    throw BankStatementError(
      line: 1, "the charset \(shown(Array(name.utf8))) is not known",
      whatToDo: "convert the file to UTF-8, its declaration too")
  }
  return try charset.decoded(bytes)
}
