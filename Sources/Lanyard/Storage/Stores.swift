internal import ClassicSignIn
internal import Core
internal import Postgres
internal import ProductKit
internal import SQL
internal import SQLite
internal import Schema

/// One database with the migrations of its schema.
struct Store: Sendable {
    let name: String
    let database: any Database
    let migrations: [Migration]
}

/// The databases: the ID's, and one for each product, which no other part reads.
struct Stores: Sendable {
    let id: Store
    private let products: [ProductPart: Store]

    var all: [Store] { [id] + ProductPart.allCases.compactMap { products[$0] } }

    func store(of product: ProductPart) throws -> Store {
        guard let store = products[product] else { throw CommandError("\(product.name) has no database.") }
        return store
    }

    /// The SQLite files are checkpointed by the server, or by a bulk command if no server runs. A lock allows only one process to do so.
    enum Role: Sendable {
        case server, command, creatingCommand, bulkCommand

        /// Whether it may begin a new data folder. A command that only looks or changes must not make one where somebody mistyped its name.
        var mayCreate: Bool { self != .command }
    }

    init(configuration: Configuration, role: Role) throws {
        if configuration.text("database") == "sqlite" { try DataDirectory.require(configuration.text("data"), mayCreate: role.mayCreate) }
        let directory = try DataDirectory(configuration.text("data"))
        func store(_ name: String) throws -> Store {
            Store(name: name, database: try Self.open(name, directory, configuration, role), migrations: Self.schemas[name] ?? [])
        }
        id = try store(Self.idName)
        var products: [ProductPart: Store] = [:]
        for product in ProductPart.allCases { products[product] = try store(product.rawValue) }
        self.products = products
    }

    private static let idName = "id"

    /// The steps of each database that this version knows.
    static let schemas: [String: [Migration]] = Dictionary(
        uniqueKeysWithValues: [(idName, IDSchema.migrations)]
            + ProductPart.allCases.map { ($0.rawValue, $0.product.schema + ClassicSchema.migrations) })

    func close() async {
        for store in all { await store.database.close() }
    }

    /// Upgrades an embedded database to the schema of this version. The operator upgrades PostgreSQL, because many servers may use it.
    func requireCurrentSchema() async throws {
        for store in all {
            let migrator = Migrator(store.migrations)
            switch try await migrator.status(of: store.database) {
            case .current, .ahead: continue
            case .newer(let number, let known):
                throw CommandError(
                    "The \(store.name) database has schema step \(number), and this version of Lanyard knows \(known) at most. "
                        + "Start the newer version that made it.")
            case .behind(let from, let to):
                guard store.database is SQLiteDatabase else {
                    throw CommandError("The \(store.name) schema is at step \(from) and should be at \(to). Run: lanyard schema upgrade")
                }
                _ = try await migrator.upgrade(store.database)
            }
        }
    }

    private static func open(_ name: String, _ directory: DataDirectory, _ configuration: Configuration, _ role: Role) throws
        -> any Database
    {
        let address = configuration.text("database")
        guard address == "sqlite" else {
            let connections = role == .server ? configuration.number("database_connections") : 2
            return try PostgresDatabase(url: address, schema: name, connections: connections)
        }
        return try SQLiteDatabase(
            path: directory.file(name + ".db"), checkpoints: role == .server || role == .bulkCommand, bulkWriter: role == .bulkCommand)
    }
}
