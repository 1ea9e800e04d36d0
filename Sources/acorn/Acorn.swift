import Batch
import FlatFile
import Glibc
import Gzip
import LedgerCore

@main struct Acorn {
  static func main() throws {
    let path = CommandLine.arguments[1]
    let zone = ZoneRules(tzif: readAll("/usr/share/zoneinfo/America/Los_Angeles"))!
    let markets = Marketplaces()
    let zones = Dictionary(uniqueKeysWithValues: Set(markets.all.map(\.timeZone)).map { ($0, zone) })
    let store = StoreProfile(id: "US1", homeMarketplace: "US", marketplaces: ["US"])
    let reader = DocumentReader { _ in DimensionResolver(store: store, home: markets.coded("US")!, marketplaces: markets, zones: zones) }
    let r = reader.read { () throws(FlatFileError) in try openDocument(path: path, readsAhead: true) }
    print(r.problems, r.notes, r.dataRows, r.settlements.map { ($0.groups.count, $0.rowsTotalMinor, $0.differenceMinor) })
  }
  static func readAll(_ path: String) -> [UInt8] {
    let f = fopen(path, "r")!
    var b = [UInt8](repeating: 0, count: 100000)
    let n = fread(&b, 1, b.count, f)
    return Array(b[..<n])
  }
}
