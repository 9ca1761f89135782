// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
    // Generic code of one target is specialised for the types of another: rows, statements and HTML are read and written through it.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// A target of ours. Its dependencies are the arrows of docs/architecture.md and what it imports; ArchitectureTests compares the three.
func target(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A program that tests start: it is built with them, and they do not import it.
func program(_ name: String) -> Target.Dependency { .target(name: name) }

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let lifecycleTestKit: Target.Dependency = .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "lanyard",
    products: [.executable(name: "lanyard", targets: ["Lanyard"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CZxcvbn", providers: [.apt(["libzxcvbn-dev"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CAres", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
        .systemLibrary(name: "CMaxMindDB", pkgConfig: "libmaxminddb", providers: [.apt(["libmaxminddb-dev"])]),
        .target(name: "CAssets", exclude: ["Files"]),

        target("Core", ["CIDN2", crypto]),
        target("Language", ["Core", "CAssets"]),
        target("DNS", ["Core", "CAres"]),
        target("Places", ["CMaxMindDB"]),
        target("YAML", [yams]),
        target("SQL", ["Core"]),
        target("SQLite", ["SQL", "Core", "CSQLite"]),
        target("Postgres", ["SQL", "Core", "CPostgres"]),
        target("Schema", ["Audit", "SQL", "Core"]),
        target("Audit", ["SQL", "Core", crypto]),
        target("Outbox", ["Language", "SQL", "Core"]),
        target("Delivery", ["Outbox", "SQL", "Core", "CCurl", log]),
        target("Credentials", ["Core", "CSodium", "CArgon2", "CCrypt", "CZxcvbn", crypto, cryptoExtras]),
        target("JOSE", ["Core", crypto, cryptoExtras]),
        target("WebAuthn", ["Core", crypto, cryptoExtras]),
        target("Identity", ["Language", "WebAuthn", "Credentials", "Audit", "Outbox", "SQL", "Core", crypto]),
        target("Access", ["YAML", "Language", "Audit", "Outbox", "SQL", "Core", yams]),
        target("OpenID", ["Language", "JOSE", "Audit", "SQL", "Core", crypto]),
        target("Signals", ["JOSE", "Audit", "SQL", "Core", log]),
        target("Directory", ["Language", "OpenID", "Identity", "Access", "Audit", "Outbox", "SQL", "Core"]),
        target("Provisioning", ["Language", "Web", "Directory", "Identity", "Access", "SQL", "Core", crypto, httpTypes]),
        target("Transition", ["Evidence", "YAML", "Credentials", "Identity", "Access", "Audit", "SQL", "Core", crypto, yams]),
        target("Web", ["Language", "Core", "CAssets", "CQRencode", "CZlib", crypto, hummingbird, httpTypes, nioCore, log]),
        target(
            "IDSite",
            ["Language", "Web", "Directory", "Identity", "Access", "OpenID", "Signals", "Audit", "Outbox", "SQL", "Core", httpTypes]),
        target("TransitionSite", ["Language", "Transition", "IDSite", "Web", "Identity", "Access", "Audit", "SQL", "Core", httpTypes]),
        target(
            "API",
            [
                "Language", "Web", "Provisioning", "Transition", "Directory", "Identity", "Access", "OpenID", "Audit", "SQL", "Core",
                httpTypes,
            ]),
        target("ProductKit", ["Language", "Web", "JOSE", "Delivery", "SQL", "Core", crypto, httpTypes, log]),
        target("Evidence"),
        target(
            "ClassicSignIn", ["Language", "ProductKit", "Web", "JOSE", "Credentials", "Delivery", "SQL", "Core", crypto, httpTypes, log]),
        target("Traffic", ["Web", "Language", "SQL", "Core"]),
        target("Dashboard", ["Traffic", "Evidence", "Language", "ProductKit", "Web", "SQL", "Core", httpTypes]),
        target("MailPanel", ["Traffic", "DNS", "Language", "ProductKit", "Web", "SQL", "Core", crypto, cryptoExtras, httpTypes]),
        .executableTarget(
            name: "Lanyard",
            dependencies: [
                "Core", "Language", "SQL", "SQLite", "Postgres", "Schema", "Audit", "Outbox", "Delivery", "Credentials", "JOSE", "Identity",
                "Access", "OpenID", "Signals", "Directory", "Transition", "Web", "IDSite", "TransitionSite", "API", "Provisioning",
                "ProductKit", "ClassicSignIn", "Traffic", "Dashboard",
                "MailPanel", "CAssets", "DNS", "Places", "YAML",
                crypto, hummingbird, nioCore, lifecycle, signals, arguments, log, yams,
            ], swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Access", "Credentials", "SQL", "SQLite", "Postgres", "Core", crypto, lifecycleTestKit],
            path: "Tests/Support",
            swiftSettings: strict),
        .target(
            name: "Contract", dependencies: ["Delivery", "JOSE", "Web", "Core", "TestSupport"], path: "Tests/Contract",
            swiftSettings: strict),
        .executableTarget(
            name: "StorageWriter", dependencies: ["SQL", "SQLite", "TestSupport"], path: "Benchmarks/StorageWriter",
            swiftSettings: strict),
        .executableTarget(
            name: "EvidenceTrials", dependencies: ["Evidence"], path: "Benchmarks/EvidenceTrials", swiftSettings: strict),
        .executableTarget(
            name: "MessageFigures", dependencies: ["Dashboard", "ProductKit", "SQL", "SQLite", "Postgres"],
            path: "Benchmarks/MessageFigures",
            swiftSettings: strict),
        tests("EvidenceTests", ["Evidence"]),
        tests("ArchitectureTests", []),
        tests("CoreTests", ["Core", "TestSupport"]),
        tests("PlacesTests", ["Places", "TestSupport"]),
        tests("DNSTests", ["DNS", "TestSupport"]),
        tests("LanguageTests", ["Language", "Core"]),
        tests("SQLConformance", ["SQL", "SQLite", "Postgres", "TestSupport", program("StorageWriter")]),
        tests("CredentialsTests", ["Credentials", "Core", "TestSupport", crypto]),
        tests("WebAuthnTests", ["WebAuthn", "Core", "TestSupport"]),
        tests("JOSETests", ["JOSE", "Core", "TestSupport", crypto]),
        tests("SignalTests", ["Signals", "JOSE", "Audit", "Schema", "SQL", "Core", "TestSupport", crypto, log]),
        tests("IdentityTests", ["Identity", "Credentials", "Audit", "Outbox", "Schema", "SQL", "Core", "TestSupport"]),
        tests("DeliveryTests", ["Language", "Delivery", "Outbox", "Schema", "SQL", "Core", "TestSupport", log]),
        tests(
            "IDSiteTests",
            [
                "Language", "IDSite", "Web", "Directory", "Transition", "Identity", "Access", "OpenID", "Credentials", "Audit", "Outbox",
                "Schema", "SQL", "Core", "TestSupport", httpTypes, log,
            ]),
        tests("AccessTests", ["YAML", "Language", "Access", "Outbox", "Schema", "SQL", "Core", "TestSupport"]),
        tests(
            "APITests",
            [
                "API", "Language", "Transition", "Provisioning", "IDSite", "Delivery", "Web", "Directory", "Identity", "Access", "OpenID",
                "Credentials", "Audit",
                "Outbox", "Schema", "SQL", "Core", "Contract", "TestSupport", httpTypes, crypto, yams,
            ]),
        tests(
            "OpenIDSiteTests",
            [
                "Language", "IDSite", "OpenID", "JOSE", "Web", "Directory", "Identity", "Access", "Credentials", "Audit", "Schema", "SQL",
                "Core",
                "TestSupport",
                httpTypes, crypto, log,
            ]),
        tests("OpenIDTests", ["Language", "OpenID", "JOSE", "Audit", "Schema", "SQL", "Core", "TestSupport", crypto]),
        tests(
            "TransitionTests",
            ["YAML", "Transition", "Directory", "Identity", "Access", "Credentials", "Audit", "Schema", "SQL", "Core", "TestSupport"]),
        tests("WebTests", ["Language", "Web", "Core", "CZlib", "TestSupport", httpTypes, log, hummingbird]),
        tests(
            "DashboardTests",
            ["Language", "Traffic", "Dashboard", "ProductKit", "Web", "SQL", "Core", "Contract", "TestSupport", httpTypes]),
        tests(
            "MailPanelTests",
            ["Language", "Traffic", "MailPanel", "ProductKit", "Web", "SQL", "Core", "Contract", "TestSupport", httpTypes]),
        tests("ProductKitTests", ["Language", "ProductKit", "Web", "JOSE", "SQL", "Core", "Contract", "TestSupport", httpTypes, log]),
        tests(
            "LanyardTests",
            [
                "Lanyard", "Dashboard", "MailPanel", "ProductKit", "API", "TransitionSite", "Transition", "IDSite", "Delivery", "Language",
                "Web",
                "Identity",
                "Access", "OpenID", "Signals", "JOSE", "Credentials", "Audit", "Outbox", "Schema", "SQLite", "SQL", "Core", "TestSupport",
                httpTypes,
                lifecycle, lifecycleTestKit, log,
            ]),
    ]
)
