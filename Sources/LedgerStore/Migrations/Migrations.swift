/// The steps by which the ledger's schema came to be, applied in order and numbered from 1.
///
/// A step that was released is never changed; the number of the last one applied is the database's
/// `user_version`. They stand in the order of their release, which is not always that of their names.
package enum Migrations {
  static let all = [
    migration001, migration002, migration003, migration004, migration006, migration007,
    migration008, migration009, migration010, migration011, migration012,
    migration013, migration014, migration015, migration016, migration017, migration018,
    migration019, migration020, migration021, migration022, migration023, migration024,
    migration025, migration026,
  ]

  package static var latest: Int { all.count }

  /// Brings the schema up to date, each step in a transaction of its own.
  package static func apply(to database: Database) throws(StoreError) {
    let version = Int(try database.integer("PRAGMA user_version"))
    guard version <= latest else {
      throw StoreError(.newerSchema(found: version, known: latest), at: database.path)
    }
    for (index, sql) in all.enumerated().dropFirst(version) {
      try database.transaction { () throws(StoreError) in
        try database.run(sql)
        try database.run("PRAGMA user_version = \(index + 1)")
      }
    }
  }
}
