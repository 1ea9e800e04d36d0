import Glibc
import LedgerCore
import LedgerStore

/// What forecasts of earlier nights have left in a home, so that tonight's need not go through the
/// last nine months night by night again.
///
/// A memory counts only for the program that wrote it, the same first night, and where all that could
/// be known by its night is still the same; so it never changes a forecast, only what one costs.
package struct ForecastMemories: Sendable {
  private let folder: String
  private let program: String

  /// Nil where the program cannot tell itself from another build.
  package init?(_ home: Home) {
    guard let program = programIdentity() else { return nil }
    self.program = program
    folder = home.cache
  }

  /// The latest of these nights with a memory that still holds, by its place.
  package func latest(
    of nights: [Instant], _ histories: [AccountHistory], horizonDays: Int
  ) -> (place: Int, memory: ForecastMemory)? {
    guard let first = nights.first else { return nil }
    for (place, night) in nights.enumerated().reversed() {
      guard let bytes = contents(ofFile: path(night)),
        let end = bytes.firstIndex(of: 10)
      else { continue }
      let body = Array(bytes[(end + 1)...])
      let stated = basis(first, night, horizonDays, histories, body)
      guard String(decoding: bytes[..<end], as: UTF8.self) == stated,
        let memory = ForecastMemory(bytes: body)
      else { continue }
      return (place, memory)
    }
    return nil
  }

  /// Keeps a night's memory. Where that fails, a later forecast takes longer.
  func keep(
    _ memory: ForecastMemory, of night: Instant, in nights: [Instant],
    _ histories: [AccountHistory], horizonDays: Int
  ) {
    guard let first = nights.first else { return }
    let body = memory.bytes
    let stated = basis(first, night, horizonDays, histories, body)
    try? makeFolders(folder)
    try? replaceFile(path(night), with: Array("\(stated)\n".utf8) + body)
  }

  /// Which nights to keep: the last ones, and ever fewer further back, for facts that come late.
  static func worthKeeping(_ nights: [Instant]) -> Set<Instant> {
    guard let last = nights.last?.day().dayNumber else { return [] }
    return Set(
      nights.filter { night in
        let day = night.day().dayNumber
        return [1, 4, 16, 64].contains { day % $0 == 0 && last - day < 2 * $0 }
      })
  }

  /// Removes the memories of other nights.
  func forget(allBut kept: Set<Instant>) {
    let names = Set(kept.map { ForecastMemories.name($0) })
    for name in FileSystem.names(in: folder)
    where name.hasPrefix(Self.prefix) && !names.contains(name) {
      unlink("\(folder)/\(name)")
    }
  }

  private static let prefix = "forecast-"

  private static func name(_ night: Instant) -> String { "\(prefix)\(night.day()).memory" }

  private func path(_ night: Instant) -> String { "\(folder)/\(ForecastMemories.name(night))" }

  /// The first line of a memory's file.
  private func basis(
    _ first: Instant, _ night: Instant, _ horizonDays: Int, _ histories: [AccountHistory],
    _ body: [UInt8]
  ) -> String {
    "acorn forecast memory 1 \(program) \(horizonDays) days, \(first) to \(night)"
      + " \(ForecastKnowledge(histories, on: night).text) \(SHA256.hex(of: body))"
  }
}
