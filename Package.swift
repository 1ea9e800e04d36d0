// swift-tools-version:6.2
import PackageDescription

/// Every target speaks Swift 6 and treats a warning as an error.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let package = Package(
  name: "acorn",
  products: [.executable(name: "acorn", targets: ["acorn"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    // Expat is the XML parser of Debian's Python, Git and D-Bus: streaming, small, kept up by
    // security updates, and it loads nothing that a document names.
    .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),
    // SHA-256 by the processor's own instructions; libcurl's OpenSSL is installed with it anyway.
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    // json-c keeps the text of each number, so amounts stay exact.
    .systemLibrary(name: "CJSON", providers: [.apt(["libjson-c-dev"])]),
    .target(name: "LedgerCore", swiftSettings: strict),
    .target(name: "FlatFile", dependencies: ["LedgerCore"], swiftSettings: strict),
    .target(
      name: "BankStatements", dependencies: ["LedgerCore", "CExpat"], swiftSettings: strict),
    .target(name: "Gzip", dependencies: ["FlatFile", "CZlib"], swiftSettings: strict),
    .target(
      name: "LedgerStore", dependencies: ["LedgerCore", "CSQLite", "CCrypto"],
      swiftSettings: strict),
    .target(
      name: "SellingPartner", dependencies: ["LedgerCore", "CJSON"], swiftSettings: strict),
    .target(
      name: "SellingPartnerHTTP", dependencies: ["SellingPartner", "CCurl"], swiftSettings: strict),
    .target(name: "Reporting", dependencies: ["LedgerCore"], swiftSettings: strict),
    .target(name: "AccountingExports", dependencies: ["LedgerCore"], swiftSettings: strict),
    .target(
      name: "Batch",
      dependencies: [
        "LedgerCore", "FlatFile", "Gzip", "BankStatements", "LedgerStore", "Reporting",
        "AccountingExports", "SellingPartner", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "acorn",
      dependencies: [
        "LedgerCore", "FlatFile", "Gzip", "BankStatements", "LedgerStore", "Reporting",
        "AccountingExports", "SellingPartner", "SellingPartnerHTTP", "Batch",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: strict),
    .target(
      name: "TestSupport",
      dependencies: [
        "LedgerCore", "FlatFile", "Gzip", "LedgerStore", "Reporting", "Batch", "CZlib",
        "SellingPartner", .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "LedgerCoreTests", dependencies: ["LedgerCore", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "FlatFileTests", dependencies: ["FlatFile", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "BankStatementsTests", dependencies: ["BankStatements", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "GzipTests", dependencies: ["Gzip", "CZlib", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "LedgerStoreTests", dependencies: ["LedgerStore", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "AccountingExportsTests", dependencies: ["AccountingExports", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SellingPartnerTests", dependencies: ["SellingPartner", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SellingPartnerHTTPTests", dependencies: ["SellingPartnerHTTP", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "BatchTests",
      dependencies: [
        "Batch", "AccountingExports", "BankStatements", "LedgerStore", "SellingPartnerHTTP",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GoldenTests",
      dependencies: ["Batch", "AccountingExports", "BankStatements", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "acornTests",
      dependencies: [
        "acorn", "AccountingExports", "Batch", "LedgerCore", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
  ]
)
