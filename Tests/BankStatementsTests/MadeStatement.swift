import LedgerCore
import TestSupport

@testable import BankStatements

/// A made-up statement, to be written in every format.
struct MadeStatement: Sendable {
  var account = "DE02120300000000202051"
  var currency = "EUR"
  var number = 7
  var from = CalendarDate("2026-03-01")!
  var to = CalendarDate("2026-03-31")!
  var opening: Int64 = 100_000
  var lines: [MadeLine] = [
    MadeLine("K1", "2026-03-02", 12_345, "AMAZON PAYMENTS", "PAYOUT TRACE0001", "E2E-1"),
    MadeLine("K2", "2026-03-31", -5, "Müller & Söhne", "INVOICE 7, 8 <9>", ""),
  ]

  var closing: Int64 { lines.reduce(opening) { $0 + $1.amount } }
  var code: Currency { Currency(currency)! }

  func text(_ units: Int64, mark: String = ".") -> String {
    let text = decimalText(units, digits: code.minorDigits)
    guard mark == "," else { return text }
    return text.contains(".") ? String(text.map { $0 == "." ? "," : $0 }) : text + ","
  }

  var keys: [BankLineKey] {
    lines.map {
      BankLineKey(
        reference: ByteString($0.reference), bookingDate: $0.date,
        amount: Money(minorUnits: $0.amount, code))
    }.sorted()
  }
}

struct MadeLine: Sendable {
  var reference: String
  var date: CalendarDate
  var amount: Int64
  var name: String
  var text: String
  var endToEnd: String

  init(
    _ reference: String, _ date: String, _ amount: Int64, _ name: String, _ text: String,
    _ endToEnd: String
  ) {
    self.reference = reference
    self.date = CalendarDate(date)!
    self.amount = amount
    self.name = name
    self.text = text
    self.endToEnd = endToEnd
  }
}

func compact(_ date: CalendarDate) -> String { date.description.filter { $0 != "-" } }

private func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
}

// MARK: camt.053

extension MadeStatement {
  /// - Parameter version: from 4 on a status has a code, from 8 on a name stands in `Pty`.
  func camt053(version: Int = 8) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.\(padded(version, 2))">
    <BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr>
    \(stmt(version: version))
    </BkToCstmrStmt></Document>
    """
  }

  func stmt(version: Int = 8, extra: String = "") -> String {
    """
    <Stmt><Id>S\(number)</Id><ElctrncSeqNb>\(number)</ElctrncSeqNb>
    <CreDtTm>2026-04-01T04:00:00+02:00</CreDtTm>
    <FrToDt><FrDtTm>\(from)T00:00:00</FrDtTm><ToDtTm>\(to)T24:00:00</ToDtTm></FrToDt>
    <Acct><Id><IBAN>\(account)</IBAN></Id><Ccy>\(currency)</Ccy></Acct>
    \(balance("OPBD", opening))\(balance("CLBD", closing))
    \(lines.map { entry($0, version) }.joined(separator: "\n"))\(extra)
    </Stmt>
    """
  }

  private func balance(_ code: String, _ units: Int64) -> String {
    "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp>\(amount(units))</Bal>"
  }

  private func amount(_ units: Int64) -> String {
    "<Amt Ccy=\"\(currency)\">\(text(abs(units)))</Amt>"
      + "<CdtDbtInd>\(units < 0 ? "DBIT" : "CRDT")</CdtDbtInd>"
  }

  private func entry(_ line: MadeLine, _ version: Int) -> String {
    let name = "<Nm>\(escaped(line.name))</Nm>"
    let role = line.amount < 0 ? "Cdtr" : "Dbtr"
    return """
      <Ntry>\(amount(line.amount))<Sts>\(version < 4 ? "BOOK" : "<Cd>BOOK</Cd>")</Sts>
      <BookgDt><Dt>\(line.date)</Dt></BookgDt><ValDt><DtTm>\(line.date)T12:00:00Z</DtTm></ValDt>
      <AcctSvcrRef>\(line.reference)</AcctSvcrRef><NtryDtls><TxDtls>
      <Refs><EndToEndId>\(line.endToEnd.isEmpty ? "NOTPROVIDED" : line.endToEnd)</EndToEndId></Refs>
      <RltdPties><\(role)>\(version < 8 ? name : "<Pty>\(name)</Pty>")</\(role)></RltdPties>
      <RmtInf><Ustrd>\(escaped(line.text))</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
      """
  }
}

// MARK: The other formats

extension MadeStatement {
  func mt940(lineEnd: String = "\r\n") -> String {
    func balance(_ tag: String, _ units: Int64, _ date: CalendarDate) -> String {
      ":\(tag):\(units < 0 ? "D" : "C")\(compact(date).dropFirst(2))\(currency)"
        + text(abs(units), mark: ",")
    }
    let entries = lines.flatMap { line -> [String] in
      let day = compact(line.date)
      let owner = line.endToEnd.isEmpty ? "NONREF" : line.endToEnd
      return [
        ":61:\(day.dropFirst(2))\(day.dropFirst(4))\(line.amount < 0 ? "D" : "C")"
          + "\(text(abs(line.amount), mark: ","))NTRF\(owner)//\(line.reference)",
        ":86:\(line.text)", line.name,
      ]
    }
    return
      ([
        ":20:S\(number)", ":25:\(account)", ":28C:\(padded(number, 5))",
        balance("60F", opening, from),
      ] + entries + [balance("62F", closing, to), "-", ""]).joined(separator: lineEnd)
  }

  var ofxHeader: String {
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
      + "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
  }

  /// OFX 1.x: values without closing tags.
  func ofx1() -> String { ofxHeader + ofx { "<\($0)>\($1)\r\n" } }

  func ofx2() -> String {
    "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"220\"?>\n"
      + ofx { "<\($0)>\($1)</\($0)>" }
  }

  private func ofx(_ value: (String, String) -> String) -> String {
    let entries = lines.map { line in
      "<STMTTRN>" + value("TRNTYPE", line.amount < 0 ? "DEBIT" : "CREDIT")
        + value("DTPOSTED", compact(line.date) + "120000.000[-5:EST]")
        + value("DTAVAIL", compact(line.date)) + value("TRNAMT", text(line.amount))
        + value("FITID", line.reference) + value("NAME", escaped(line.name))
        + value("MEMO", escaped(line.text)) + "</STMTTRN>"
    }
    return "<OFX><SIGNONMSGSRSV1><SONRS><STATUS>" + value("CODE", "0") + value("SEVERITY", "INFO")
      + "</STATUS>" + value("LANGUAGE", "ENG") + "</SONRS></SIGNONMSGSRSV1>"
      + "<BANKMSGSRSV1><STMTTRNRS>" + value("TRNUID", "1") + "<STMTRS>"
      + value("CURDEF", currency) + "<BANKACCTFROM>" + value("BANKID", "12030000")
      + value("ACCTID", account) + "</BANKACCTFROM><BANKTRANLIST>"
      + value("DTSTART", compact(from)) + value("DTEND", compact(to)) + entries.joined()
      + "</BANKTRANLIST><LEDGERBAL>" + value("BALAMT", text(closing))
      + value("DTASOF", compact(to)) + "</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
  }

  /// One group for each day, with an account in each.
  func bai2() -> String {
    var records = ["01,122099999,123456789,260401,0400,1,80,,2/"]
    var balance = opening
    var (total, groups) = (Int64(0), 0)
    for (day, members) in Dictionary(grouping: lines, by: \.date).sorted(by: { $0.key < $1.key }) {
      let after = members.reduce(balance) { $0 + $1.amount }
      let first = records.count
      records.append("02,,122099999,1,\(compact(day).dropFirst(2)),2359,\(currency),2/")
      records.append("03,\(account),,010,\(balance),,,015,\(after),,/")
      for line in members {
        records.append(
          "16,\(line.amount < 0 ? 495 : 195),\(abs(line.amount)),V,\(compact(day).dropFirst(2)),,"
            + "\(line.reference),\(line.endToEnd),\(line.name) \(line.text)")
      }
      let sum = members.reduce(balance + after) { $0 + abs($1.amount) }
      records.append("49,\(sum),\(members.count + 2)/")
      records.append("98,\(sum),1,\(records.count - first + 1)/")
      (balance, total, groups) = (after, total + sum, groups + 1)
    }
    records.append("99,\(total),\(groups),\(records.count + 1)/")
    return records.joined(separator: "\n") + "\n"
  }

  static let mapping = BankCSVMapping(
    name: "made", delimiter: UInt8(ascii: ";"), dates: .dayMonthYear, decimalMark: .comma,
    skipLines: 1, bookingDate: "Tag", valueDate: "Wert", amount: .signed("Betrag"),
    currency: .column("Währung"), account: .column("Konto"), reference: "Referenz",
    counterparty: "Name", text: ["Zweck"], balance: .running("Saldo"))

  func csv() -> String {
    var balance = opening
    let rows = lines.map { line in
      balance += line.amount
      let date = line.date.civil
      let day = "\(padded(date.day, 2)).\(padded(date.month, 2)).\(date.year)"
      let quoted = [line.name, line.text].map { "\"\($0)\"" }
      return
        ([day, day, grouped(line.amount), currency, account, line.reference] + quoted
        + [grouped(balance)]).joined(separator: ";")
    }
    return
      (["Kontoauszug vom 01.04.2026", "Tag;Wert;Betrag;Währung;Konto;Referenz;Name;Zweck;Saldo"]
      + rows).joined(separator: "\r\n") + "\r\n"
  }

  /// `-1.234,56`
  func grouped(_ units: Int64) -> String {
    let parts = text(abs(units)).split(separator: ".")
    var whole = ""
    for (place, digit) in parts[0].reversed().enumerated() {
      if place > 0, place % 3 == 0 { whole = "." + whole }
      whole = String(digit) + whole
    }
    return (units < 0 ? "-" : "") + whole + (parts.count > 1 ? "," + parts[1] : "")
  }
}

/// The statements of a text.
func read(
  _ text: String, _ mappings: [BankCSVMapping] = [MadeStatement.mapping]
) throws(BankStatementError) -> [BankStatement] {
  try readBankStatements(Array(text.utf8), name: "made", csvMappings: mappings)
}

/// What reading a text throws, as its message; empty when it is read.
func refusal(_ text: String, _ mappings: [BankCSVMapping] = [MadeStatement.mapping]) -> String {
  do throws(BankStatementError) {
    _ = try read(text, mappings)
    return ""
  } catch {
    return error.description
  }
}
