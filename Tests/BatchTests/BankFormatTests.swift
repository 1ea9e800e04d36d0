import Batch
import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// The same statement in a format that prints the bank's references and in one that does not.
@Suite struct BankFormatTests {
  /// An OFX file has references and no opening balance; `references` in the order of the lines.
  private func ofx(_ references: [String]) -> String {
    let lines = references.map {
      "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260317<TRNAMT>10.00<FITID>\($0)<NAME>AMAZON</STMTTRN>"
    }
    return """
      OFXHEADER:100
      DATA:OFXSGML
      VERSION:102
      SECURITY:NONE
      ENCODING:USASCII
      CHARSET:1252
      COMPRESSION:NONE
      OLDFILEUID:NONE
      NEWFILEUID:NONE

      <OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>\
      <CURDEF>USD<BANKACCTFROM><BANKID>021000021<ACCTID>000123456789<ACCTTYPE>CHECKING\
      </BANKACCTFROM><BANKTRANLIST><DTSTART>20260301<DTEND>20260331\(lines.joined())\
      </BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>

      """
  }

  /// MT940: credits of 10.00 after an opening balance; a reference, or none where it is empty.
  private func mt940(_ references: [String], opening: Int = 100) -> String {
    let lines = references.map {
      ":61:2603170317C10,00NTRFNONREF\($0.isEmpty ? "" : "//\($0)")\n:86:AMAZON PAYOUT\n"
    }
    return """
      :20:S\(opening)
      :25:021000021/000123456789
      :28C:3/1
      :60F:C260301USD\(opening),00
      \(lines.joined()):62F:C260331USD\(opening + 10 * references.count),00

      """
  }

  private func lines(_ statements: [String]) throws -> [BankLineRecord] {
    let home = SmallWorld.home()
    let paths = statements.enumerated().map { home.folder.write("in/\($0).txt", $1) }
    #expect(try home.importFiles(paths).exitStatus == 0)
    return try home.with { try $0.ledger.bankLines() }
  }

  /// The references of the lines, whichever statement comes first.
  private func references(_ statements: [String]) throws -> [String] {
    let found = try lines(statements)
    #expect(try lines(statements.reversed()) == found)
    return found.map(\.reference).sorted()
  }

  @Test func aLineWithoutAReferenceIsTheOneThatHasIt() throws {
    #expect(try references([ofx(["R1"]), mt940([""])]) == ["R1"])
    #expect(try references([ofx(["R1", "R2"]), mt940(["", ""])]) == ["R1", "R2"])
    let texts = try lines([ofx(["R1"]), mt940([""])]).map(\.text)
    #expect(texts.count == 1 && texts[0].contains("AMAZON PAYOUT"))
  }

  @Test func whatOneFormatHasMoreOfIsALineOfItsOwn() throws {
    #expect(try references([ofx(["R1"]), mt940(["", ""])]) == ["", "R1"])
    #expect(try references([ofx(["R1", "R2"]), mt940([""])]) == ["R1", "R2"])
  }

  @Test func aStatementThatFollowsAnotherHasItsOwnLine() throws {
    let both = [mt940([""]), mt940([""], opening: 110)]
    #expect(try references(both) == ["", ""])
    #expect(try references(both + [ofx(["R1", "R2"])]) == ["R1", "R2"])
    #expect(try references(both + [ofx(["R1"])]) == ["", "R1"])
  }

  @Test func theSameFormatPrintsTheSameReference() throws {
    #expect(try references([mt940(["R1"]), mt940([""], opening: 300)]) == ["", "R1"])
  }

  @Test func aGzippedStatementIsRead() throws {
    let home = SmallWorld.home()
    let bytes = gzipped(Array(mt940(["R1"]).utf8))
    let path = home.folder.write("in/march.sta.gz", bytes)
    #expect(try home.importFiles([path]).exitStatus == 0)
    #expect(try home.with { try $0.ledger.bankLines().map(\.reference) } == ["R1"])
  }

  @Test func aStatementWhoseGzipIsDamagedIsRefusedAndStopsNothing() throws {
    let home = SmallWorld.home()
    var bytes = gzipped(Array(mt940(["R1"]).utf8))
    bytes[bytes.count - 8] ^= 1
    let path = home.folder.write("in/march.sta.gz", bytes)
    let sound = home.folder.write("in/april.sta", mt940(["R2"]))
    _ = try home.importFiles([path, sound])
    #expect(try home.with { try $0.ledger.bankLines().map(\.reference) } == ["R2"])
    let told = try home.rows(.exceptions)
    #expect(told.count == 1 && told[0]["what"]?.contains("gzip") == true, "\(told)")
  }

  @Test func soIsAnExportOfATill() throws {
    let home = ChannelWorld.home()
    home.configuration.channelLayouts = [ChannelWorld.kasse()]
    // Long enough for its head to be read.
    let sales = (1...4000).map { "\($0 &* 7919 % 10_007);2026-03-02;\($0 % 89).00\n" }
    var bytes = gzipped(Array(("Bon;Datum;Betrag\n" + sales.joined()).utf8))
    bytes[bytes.count - 8] ^= 1
    _ = try home.importFiles([home.folder.write("in/kasse.csv.gz", bytes)])
    let told = try home.rows(.exceptions)
    #expect(told.count == 1 && told[0]["what"]?.contains("gzip") == true, "\(told)")
  }
}
