/// Names by their place of first use.
struct Names {
  private(set) var names: [String]
  private var places: [String: Int]

  init(_ names: [String] = [""]) {
    self.names = names
    places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
  }

  mutating func index(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
