// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// A target of ours; its dependencies are the arrows of docs/architecture.md.
func target(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "lanyard",
    products: [.executable(name: "lanyard", targets: ["Lanyard"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CZxcvbn", providers: [.apt(["libzxcvbn-dev"])]),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CAssets", exclude: ["Files"]),

        target("Core", [crypto]),
        target("SQL", ["Core"]),
        target("SQLite", ["SQL", "Core", "CSQLite"]),
        target("Postgres", ["SQL", "Core", "CPostgres"]),
        target("Schema", ["SQL", "Core"]),
        target("Audit", ["SQL", "Core"]),
        target("Delivery", ["Audit", "SQL", "Core", "CCurl", log]),
        target("Credentials", ["Core", "CSodium", "CArgon2", "CCrypt", "CZxcvbn", crypto, cryptoExtras]),
        target("JOSE", ["Core", crypto, cryptoExtras]),
        target("Identity", ["Credentials", "JOSE", "Audit", "SQL", "Core", crypto]),
        target("Access", ["Audit", "SQL", "Core", yams]),
        target("OpenID", ["JOSE", "Audit", "SQL", "Core", crypto, log]),
        target("Transition", ["Credentials", "Identity", "Access", "Audit", "SQL", "Core", crypto]),
        target("Web", ["Core", "CAssets", "CQRencode", crypto, hummingbird, httpTypes, nioCore, log]),
        target("IDSite", ["Web", "Identity", "Access", "OpenID", "Audit", "SQL", "Core", hummingbird, httpTypes, log]),
        target("TransitionSite", ["Transition", "Web", "Identity", "Access", "OpenID", "Audit", "SQL", "Core", hummingbird, httpTypes]),
        target("API", ["Web", "Identity", "Access", "OpenID", "Audit", "SQL", "Core", "CAssets", hummingbird, httpTypes, log]),
        target("ProductKit", ["Web", "Credentials", "JOSE", "Delivery", "SQL", "Core", crypto, hummingbird, httpTypes, log]),
        target("Dashboard", ["ProductKit", "Web", "SQL", "Core", hummingbird, httpTypes]),
        target("MailPanel", ["ProductKit", "Web", "SQL", "Core", hummingbird, httpTypes]),
        .executableTarget(
            name: "Lanyard",
            dependencies: [
                "Core", "SQL", "SQLite", "Postgres", "Schema", "Audit", "Delivery", "Credentials", "JOSE", "Identity", "Access",
                "OpenID", "Transition", "Web", "IDSite", "TransitionSite", "API", "ProductKit", "Dashboard", "MailPanel", "CAssets",
                hummingbird, httpTypes, nioCore, lifecycle, arguments, log, yams, crypto,
            ], swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["SQL", "SQLite", "Postgres", "Schema", "Core"], path: "Tests/Support", swiftSettings: strict
        ),
        .executableTarget(
            name: "StorageWriter", dependencies: ["SQL", "SQLite", "TestSupport"], path: "Benchmarks/StorageWriter",
            swiftSettings: strict),
        tests("ArchitectureTests", []),
        tests("CoreTests", ["Core"]),
        tests("SQLConformance", ["SQL", "SQLite", "Postgres", "Core", "TestSupport", "StorageWriter"]),
        tests("CredentialsTests", ["Credentials", "Core", "TestSupport", crypto]),
        tests("JOSETests", ["JOSE", "Core", "TestSupport", crypto]),
        tests("IdentityTests", ["Identity", "Credentials", "Audit", "SQL", "Core", "TestSupport"]),
        tests("DeliveryTests", ["Delivery", "Audit", "SQL", "Core", "TestSupport"]),
        tests(
            "IDSiteTests",
            ["IDSite", "Web", "Identity", "Access", "Credentials", "Audit", "Schema", "SQL", "Core", "TestSupport", httpTypes]),
        tests("AccessTests", ["Access", "Audit", "Schema", "SQL", "Core", "TestSupport"]),
        tests(
            "APITests",
            ["API", "Web", "Identity", "Access", "OpenID", "Audit", "Schema", "SQL", "Core", "TestSupport", httpTypes, crypto, yams]),
        tests(
            "OpenIDSiteTests",
            [
                "IDSite", "OpenID", "JOSE", "Web", "Identity", "Access", "Credentials", "Audit", "Schema", "SQL", "Core", "TestSupport",
                httpTypes, crypto, log,
            ]),
        tests("OpenIDTests", ["OpenID", "JOSE", "Audit", "Schema", "SQL", "Core", "TestSupport", crypto]),
        tests("TransitionTests", ["Transition", "Identity", "Access", "Credentials", "Audit", "Schema", "SQL", "Core", "TestSupport"]),
        tests("WebTests", ["Web", "Core", httpTypes, log]),
        tests("DashboardTests", ["Dashboard", "ProductKit", "Delivery", "Web", "SQL", "Core", "TestSupport", httpTypes]),
        tests("ProductKitTests", ["ProductKit", "Delivery", "Web", "JOSE", "SQL", "Core", "TestSupport", crypto, httpTypes]),
        tests(
            "LanyardTests",
            [
                "Lanyard", "Delivery", "Web", "IDSite", "TransitionSite", "API", "ProductKit", "Dashboard", "MailPanel", "Identity",
                "Access",
                "OpenID", "Transition", "Credentials", "JOSE", "Audit", "SQLite", "Postgres", "Schema", "SQL", "Core", "TestSupport",
            ]),
    ]
)
