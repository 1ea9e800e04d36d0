import Batch
import LedgerCore
import TOMLKit

/// A table of `acorn.toml`: its values by key, each of the type that is wanted.
///
/// A value of another type is an error that says what was found and what is wanted: one that is
/// overlooked passes for one that is not there. A whole number where text is wanted is its digits:
/// nothing of it is lost.
///
/// What the archive has was taken in when such values were overlooked, and is read so.
struct ConfigurationTable {
  let table: TOMLTable
  /// Such as `[accounting]`, for errors; empty for the file itself.
  let place: String
  let isArchived: Bool

  var keys: [String] { table.keys.sorted() }

  func has(_ key: String) -> Bool { table[key] != nil }

  /// The same table under the name of what it describes.
  func named(_ place: String) -> ConfigurationTable {
    ConfigurationTable(table: table, place: place, isArchived: isArchived)
  }

  /// Refuses a key that is none of the known ones: it is mostly a misspelt one.
  func expect(_ known: [String]) throws(BatchError) {
    guard let key = keys.first(where: { !known.contains($0) }) else { return }
    throw error("'\(key)' is not known; use \(known.joined(separator: ", "))")
  }

  // MARK: - Texts

  func text(_ key: String) throws(BatchError) -> String? {
    guard let value = table[key] else { return nil }
    return try text(value, of: key, wanted: "a text in quotes")
  }

  /// A text that must be there.
  func needed(_ key: String) throws(BatchError) -> String {
    guard let text = try text(key), !text.isEmpty else {
      throw error("\(key) = \"…\" is missing")
    }
    return text
  }

  func texts(_ key: String) throws(BatchError) -> [String]? {
    guard let value = table[key] else { return nil }
    let wanted = "a list of texts, [\"…\"]"
    guard let list = value.array else { return try wrong(key, value, wanted) }
    var texts: [String] = []
    for element in list {
      if let text = try text(element, of: "\(key) in its list", wanted: "texts in quotes") {
        texts.append(text)
      }
    }
    return texts
  }

  private func text(
    _ value: any TOMLValueConvertible, of key: String, wanted: String
  ) throws(BatchError) -> String? {
    if let text = value.string { return text }
    if let number = value.int, !isArchived { return String(number) }
    return try wrong(key, value, wanted)
  }

  /// One of several words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, as _: Choice.Type = Choice.self
  ) throws(BatchError) -> Choice? {
    let words = Choice.allCases.map(\.rawValue)
    return try choice(key, of: words).flatMap { Choice(rawValue: $0) }
  }

  func choice(_ key: String, of words: [String]) throws(BatchError) -> String? {
    guard let value = table[key] else { return nil }
    let wanted = "one of \(words.map { "\"\($0)\"" }.joined(separator: ", "))"
    guard let text = value.string else { return try wrong(key, value, wanted) }
    guard words.contains(text) else {
      throw error("\(key) is \(Self.description(of: value)); write \(wanted)")
    }
    return text
  }

  func flag(_ key: String) throws(BatchError) -> Bool? {
    guard let value = table[key] else { return nil }
    guard let flag = value.bool else {
      return try wrong(key, value, "true or false, without quotes")
    }
    return flag
  }

  func currency(_ key: String) throws(BatchError) -> Currency? {
    try text(key).map { text throws(BatchError) in try currency(code: text) }
  }

  func currency(code text: String) throws(BatchError) -> Currency {
    guard let currency = Currency(text) else {
      throw error("'\(text)' is no currency code such as EUR")
    }
    return currency
  }

  // MARK: - Numbers and days

  func number(
    _ key: String, from least: Int, to most: Int, of unit: String = ""
  ) throws(BatchError) -> Int? {
    guard let value = table[key] else { return nil }
    let what = unit.isEmpty ? "a whole number" : "a number of \(unit)"
    let wanted = "\(what) from \(least) to \(most), without quotes"
    guard let number = value.int else { return try wrong(key, value, wanted) }
    guard (least...most).contains(number) || isArchived else {
      throw error("\(key) is \(number); write \(wanted)")
    }
    return number
  }

  /// A number above 0, with decimals or without.
  func positive(_ key: String) throws(BatchError) -> Double? {
    guard let value = table[key] else { return nil }
    let wanted = "a number above 0, without quotes"
    guard let number = value.double ?? value.int.map(Double.init) else {
      return try wrong(key, value, wanted)
    }
    guard number > 0 else { throw error("\(key) is \(number); write \(wanted)") }
    return number
  }

  func day(_ key: String) throws(BatchError) -> CalendarDate? {
    guard let value = table[key] else { return nil }
    let day =
      value.date.flatMap { CalendarDate(year: $0.year, month: $0.month, day: $0.day) }
      ?? value.string.flatMap { CalendarDate($0) }
    guard let day else {
      throw error(
        "\(key) is \(Self.description(of: value)); write a day such as \"2026-03-14\"")
    }
    return day
  }

  // MARK: - Tables

  func table(_ key: String) throws(BatchError) -> ConfigurationTable? {
    guard let value = table[key] else { return nil }
    guard let inner = value.table else { return try wrong(key, value, "a table, [\(key)]") }
    return ConfigurationTable(table: inner, place: "[\(key)]", isArchived: isArchived)
  }

  /// A table of texts by what the user calls them.
  func names(_ key: String) throws(BatchError) -> [(name: String, text: String)] {
    guard let value = table[key] else { return [] }
    guard let inner = value.table else {
      return try wrong(key, value, "a table, { \"…\" = \"…\" }") ?? []
    }
    let names = ConfigurationTable(
      table: inner, place: "\(place): \(key)", isArchived: isArchived)
    var found: [(name: String, text: String)] = []
    for name in names.keys {
      if let text = try names.text(name) { found.append((name, text)) }
    }
    return found
  }

  func tables(_ key: String) throws(BatchError) -> [ConfigurationTable] {
    guard let value = table[key] else { return [] }
    let members = value.array.map { Array($0).map(\.table) } ?? []
    guard !members.isEmpty, members.allSatisfy({ $0 != nil }) else {
      throw error("\(key) is \(Self.description(of: value)); write it as [[\(key)]]")
    }
    return members.compactMap { $0 }.map {
      ConfigurationTable(table: $0, place: "[[\(key)]]", isArchived: isArchived)
    }
  }

  /// `{ env = "NAME" }` or `{ file = "path" }`; a secret itself is refused, and never shown.
  func secret(_ key: String) throws(BatchError) -> SecretReference? {
    guard let value = table[key] else { return nil }
    let form = "\(key) = { env = \"NAME\" } or { file = \"path\" }"
    guard let reference = value.table else { throw error("no secrets here; write \(form)") }
    guard reference.count == 1 || isArchived else { throw error("write \(form)") }
    switch (reference["env"]?.string, reference["file"]?.string) {
    case (let name?, nil): return .environment(name)
    case (nil, let path?): return .file(path)
    default: throw error("write \(form)")
    }
  }

  // MARK: - Errors

  func error(_ what: String) -> BatchError {
    BatchError("acorn.toml: \(place.isEmpty ? "" : place + ": ")\(what)")
  }

  /// Refuses a value of another type than the wanted one; nothing where the archive has it.
  private func wrong<Value>(
    _ key: String, _ value: any TOMLValueConvertible, _ wanted: String
  ) throws(BatchError) -> Value? {
    if isArchived { return nil }
    throw error("\(key) is \(Self.description(of: value)); write \(wanted)")
  }

  private static func description(of value: any TOMLValueConvertible) -> String {
    switch value.type {
    case .string: "the text \"\(value.string ?? "")\""
    case .int: "the number \(value.int ?? 0)"
    case .double: "the number \(value.double ?? 0)"
    case .bool: value.bool == true ? "true" : "false"
    case .array: "a list"
    case .table: "a table"
    case .date: "a date"
    case .time: "a time"
    case .dateTime: "a date with a time"
    }
  }
}
