import BankStatements
import Glibc
import LedgerCore
import TestSupport
import Testing

/// Made worlds with known truth, where they are at hand: folders in `ACORN_BANK_WORLDS`, split by `:`.
private let worlds: [String] =
  getenv("ACORN_BANK_WORLDS").map { String(cString: $0).split(separator: ":").map(String.init) }
  ?? []

@Suite(.enabled(if: !worlds.isEmpty)) struct WorldTests {
  @Test(arguments: worlds)
  func allFormatsOfAMonthSayTheSameAndEqualTheTruth(path: String) throws {
    let world = BankWorld(path)
    var truth: Set<[String]> = []
    for row in world.table("truth/bank_lines.csv") {
      truth.insert(
        [row["line_id"], row["booking_date"], row["value_date"], row["amount"], row["currency"]]
          .map { $0 ?? "" })
    }
    var seen: [BankStatement.Format: Set<[String]>] = [:]
    var months = 0
    for bank in world.banks {
      for month in world.months(bank) {
        months += 1
        var keys: [BankLineKey]?
        for ending in ["camt053.xml", "mt940.sta", "ofx", "csv"] {
          let statement = try world.statement(bank, month, ending)
          #expect(statement.differences.isEmpty, "\(bank) \(month) \(ending)")
          #expect(keys == nil || keys == statement.lineKeys, "\(bank) \(month) \(ending)")
          keys = statement.lineKeys
          if ending != "ofx", ending != "csv" || !statement.lines.isEmpty {
            #expect(statement.footingDifference?.minorUnits == 0, "\(bank) \(month) \(ending)")
          }
          for line in statement.lines {
            #expect(line.isBooked && !line.isReversal)
            seen[statement.format, default: []].insert(
              [
                line.reference.text, line.bookingDate.description,
                (line.valueDate ?? line.bookingDate).description, line.amount.text,
                line.amount.currency.code,
              ])
          }
        }
      }
    }
    #expect(months > 0)
    for (format, lines) in seen { #expect(lines == truth, "\(format)") }
    print("\(path): \(months) months, \(truth.count) lines, \(seen.count) formats")
  }

  @Test(arguments: worlds, ["camt053.xml", "mt940.sta", "ofx", "csv"])
  func everyPayoutFindsItsLines(path: String, ending: String) throws {
    let world = BankWorld(path)
    var lines: [DepositLine] = []
    let accounts = world.table("bank/accounts.csv")
    for bank in world.banks {
      let number = accounts.first { $0["bank"] == bank }?["account"] ?? ""
      for month in world.months(bank) {
        for line in try world.statement(bank, month, ending).lines {
          lines.append(
            DepositLine(
              id: line.reference, bankAccount: ByteString(number), date: line.bookingDate,
              amount: line.amount,
              text: ByteString(
                "\(line.counterparty) \(line.text) \(line.paymentReference)")))
        }
      }
    }
    let payouts = world.table("truth/payouts.csv")
    let deposits = try payouts.map { try world.deposit($0) }
    let result = matchPayouts(deposits, with: lines)
    var found: [String: [String]] = [:]
    var kinds: [String: Int] = [:]
    for (payout, verdict) in zip(payouts, result.verdicts) {
      let id = payout["payout_id"] ?? ""
      if case .unique(let match) = verdict {
        found[id] = match.lines.map(\.text)
        kinds["\(match.kind) by \(match.evidence)", default: 0] += 1
      } else if verdict == .none {
        kinds["none", default: 0] += 1
      } else {
        kinds["open", default: 0] += 1
      }
      let expected = (payout["bank_line_ids"] ?? "").split(separator: "|").map(String.init).sorted()
      #expect(found[id, default: []] == expected, "\(id): \(verdict)")
    }
    print("\(path) \(ending): \(kinds.sorted { $0.key < $1.key }), work \(result.work)")
  }
}

/// The bank's side of a world.
private struct BankWorld {
  private let root: String

  init(_ root: String) { self.root = root }

  func bytes(_ path: String) -> [UInt8] { fileBytes("\(root)/\(path)") }

  func table(_ path: String) -> [[String: String]] {
    let rows = String(decoding: bytes(path), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return rows.dropFirst().map { row in
      Dictionary(uniqueKeysWithValues: zip(rows[0], row))
    }
  }

  var banks: [String] { table("bank/accounts.csv").compactMap { $0["bank"] } }

  func months(_ bank: String) -> [String] {
    names(in: "\(root)/bank/\(bank)").filter { $0.hasSuffix(".ofx") }.map { String($0.dropLast(4)) }
  }

  func statement(_ bank: String, _ month: String, _ ending: String) throws -> BankStatement {
    let name = "\(bank)/\(month).\(ending)"
    let statements = try readBankStatements(
      bytes("bank/\(name)"), name: name, csvMappings: [mapping(bank)])
    return try #require(statements.count == 1 ? statements[0] : nil)
  }

  func mapping(_ bank: String) -> BankCSVMapping {
    switch bank {
    case "BANK-DE":
      BankCSVMapping(
        name: bank, delimiter: UInt8(ascii: ";"), charset: .windows1252, dates: .dayMonthYear,
        decimalMark: .comma, bookingDate: "Buchungstag", valueDate: "Valutadatum",
        amount: .signed("Betrag"), currency: .column("Währung"), reference: "Referenz",
        counterparty: "Auftraggeber/Empfänger", text: ["Verwendungszweck"],
        balance: .running("Saldo"))
    case "BANK-UK":
      BankCSVMapping(
        name: bank, dates: .dayMonthYear, decimalMark: .point, bookingDate: "Date",
        valueDate: "Value Date", amount: .signed("Amount"), currency: .column("Currency"),
        reference: "Reference", counterparty: "Counter Party", text: ["Narrative"],
        balance: .running("Balance"))
    case "BANK-JP":
      BankCSVMapping(
        name: bank, charset: .cp932, dates: .yearMonthDay, decimalMark: .point,
        bookingDate: "日付", valueDate: "起算日", amount: .signed("金額"), currency: .column("通貨"),
        reference: "照会番号", counterparty: "摘要", text: ["備考"], balance: .running("残高"))
    default:
      BankCSVMapping(
        name: bank, dates: .monthDayYear, decimalMark: .point, bookingDate: "Posting Date",
        valueDate: "Effective Date", amount: .signed("Amount"), currency: .fixed("USD"),
        reference: "Bank Reference", counterparty: "Payee", text: ["Description"],
        balance: .running("Running Balance"))
    }
  }

  func deposit(_ row: [String: String]) throws -> ExpectedDeposit {
    func money(_ amount: String, _ currency: String) -> Money? {
      guard let code = row[currency].flatMap({ Currency($0) }),
        let value = row[amount].flatMap({ ExactDecimal(Array($0.utf8)) }),
        let units = value.minorUnits(digits: code.minorDigits)
      else { return nil }
      return Money(minorUnits: units, code)
    }
    let start =
      CalendarDate(String((row["initiated"] ?? "").prefix(10))) ?? CalendarDate(dayNumber: 0)
    let holidays = table("calendar/\(calendar(row)).csv").compactMap {
      $0["date"].flatMap { CalendarDate($0) }
    }
    return ExpectedDeposit(
      id: ByteString(row["payout_id"] ?? ""), account: ByteString(row["account"] ?? ""),
      accountTail: ByteString(row["account_tail"] ?? ""),
      amount: try #require(money("amount", "currency")),
      converted: money("converted_amount", "converted_currency"), from: start,
      to: BusinessCalendar(holidays: holidays).adding(6, to: start),
      traceID: ByteString(row["trace_id"] ?? ""),
      status: row["status"] == "FAILED" ? .failed : .sent)
  }

  private func calendar(_ row: [String: String]) -> String {
    let bank = table("bank/accounts.csv").first {
      ($0["account"] ?? "").hasSuffix(row["account_tail"] ?? "")
    }
    return bank?["calendar"] ?? "US"
  }
}
