import AccountingExports
import LedgerCore
import TestSupport
import Testing

@Suite struct ERPTests {
  @Test(arguments: ERPTemplate.builtIn.keys.sorted())
  func aDocumentHasOneCurrencyAndBalances(template: String) throws {
    let template = try #require(ERPTemplate.builtIn[template])
    let lines = table(
      text(try export(book([converted()], template: template), as: .erp))[0])
    let (id, currency) = lines[0]["WAERS"] != nil ? ("XBLNR", "WAERS") : ("", "")
    for (_, document) in Dictionary(
      grouping: lines,
      by: {
        $0[id] ?? $0["External ID"] ?? $0["REFERENCE_NO"] ?? ""
      })
    {
      #expect(Set(document.map { $0[currency] ?? $0["Currency"] ?? $0["CURRENCY"] }).count == 1)
      let sum = document.reduce(Int64(0)) { sum, line in
        sum + minor(line["WRBTR"] ?? "")
          + minor(line["Debit"] ?? line["DEBIT"] ?? "")
          - minor(line["Credit"] ?? line["CREDIT"] ?? "")
      }
      #expect(sum == 0)
    }
  }

  /// Amount x rate = amount in the books' currency.
  @Test func theRateIsWhatOneForeignUnitIsWorthInTheBooks() throws {
    let journal = made(categories: 3, sale: 123_456)
    let sap = table(text(try export(book(journal), as: .erp))[0])
    #expect(sap.allSatisfy { $0["KURSF"] == "0.91370" && $0["HWAER"] == "EUR" })
    for line in sap {
      let expected = scaled(minor(line["WRBTR"] ?? ""), by: 9_137, over: 10_000) ?? 0
      #expect(abs(minor(line["DMBTR"] ?? "") - expected) <= 1)
    }
    let netsuite = table(text(try export(book(journal, template: .netsuite), as: .erp))[0])
    #expect(netsuite.allSatisfy { $0["Exchange Rate"] == "0.91370000" })
    let euros = table(
      text(try export(book(made(categories: 1, currency: MadeJournal.eur)), as: .erp))[0])
    #expect(euros.allSatisfy { $0["KURSF"] == "1.00000" })
  }

  @Test func sapFieldsKeepTheirLengthsAndNamesStayDistinct() throws {
    let outlet = "OUT-SPITALERSTRASSE-11"
    let journal =
      made(categories: 2, outlet: outlet, category: { "Category \($0) of many, many words" })
      + [converted()]
    let lines = table(text(try export(book(journal), as: .erp))[0])
    let limits = [
      "BUKRS": 4, "XBLNR": 16, "HKONT": 10, "KOSTL": 10, "PRCTR": 10, "ZUONR": 18, "SGTXT": 50,
      "BKTXT": 25,
    ]
    for line in lines {
      for (name, limit) in limits {
        #expect(try #require(line[name]).utf16.count <= limit, "\(name)")
      }
    }
    #expect(Set(lines.compactMap { $0["XBLNR"] }).count == 3)
    #expect(Set(lines.compactMap { $0["BKTXT"] }).contains("NA1-90100000017-2026-03"))
    #expect(Set(lines.compactMap { $0["KOSTL"] }.filter { $0 != "" }).count == 1)
  }

  @Test func theApostropheBeforeAFormulaCounts() throws {
    let lines = table(
      text(try export(book(made(categories: 1, outlet: "=1234567890")), as: .erp))[0])
    let centres = lines.compactMap { $0["KOSTL"] }.filter { $0 != "" }
    #expect(!centres.isEmpty)
    #expect(centres.allSatisfy { $0.utf16.count == 10 && $0.hasPrefix("'") })
  }

  @Test func aDocumentOfSapHasAtMost999Items() throws {
    let lines = table(text(try export(book(made(categories: 2_500)), as: .erp))[0])
    let documents = Dictionary(grouping: lines) { $0["XBLNR"] ?? "" }
    #expect(documents.count == 3)
    for (_, document) in documents {
      #expect(document.count <= 999)
      #expect(document.reduce(0) { $0 + minor($1["DMBTR"] ?? "") } == 0)
    }
  }

  @Test(arguments: [
    "Acct\tacount", "Acct\taccount\t0", "Acct\taccount\tx", "Rate\trate\t9", "Id\tentry\t9",
    "Acct\taccount\t4\t4",
  ])
  func aTemplateLineThatMakesNoSenseIsRefused(line: String) {
    #expect(throws: ExportError.self) { try ERPTemplate(Array(line.utf8), origin: "erp.tsv") }
  }

  @Test func aTemplatesLengthsAreKeptAndWhatCannotBeShortenedIsRefused() throws {
    let template = try ERPTemplate(
      Array("Doc\tentry\t12\nMemo\ttext\t8\nRate\trate\t4\nAcct\taccount\t6\n".utf8),
      origin: "erp.tsv")
    let lines = rows(text(try export(book(made(categories: 1), template: template), as: .erp))[0])
    #expect(lines.map { $0[1] } == ["Closed, ", "Product "])
    #expect(lines.allSatisfy { $0[0].utf8.count == 12 && $0[2] == "0.9137" })
    let narrow = try ERPTemplate(Array("Acct\taccount\t5\n".utf8), origin: "erp.tsv")
    let error = #expect(throws: ExportError.self) {
      try export(book(made(categories: 1), template: narrow), as: .erp)
    }
    #expect(
      error?.description == "Acct takes 5 characters, not '100612'; change the column erp of your"
        + " chart (Assets:Amazon:InTransit)")
  }

  @Test(arguments: [
    ("Date\tdate\t4", "2026-"), ("Text\t=ABCDEF\t3", "ABCDEF"), ("D\tamount\t2", ""),
  ])
  func whatCannotBeShortenedMustFit(line: String, found: String) throws {
    let template = try ERPTemplate(Array("\(line)\n".utf8), origin: "erp.tsv")
    let error = #expect(throws: ExportError.self) {
      try export(book(made(categories: 1), template: template), as: .erp)
    }
    #expect(error?.description.contains("characters, not '\(found)") == true)
    #expect(error?.description.hasSuffix("; give it more in the template") == true)
  }
}
