internal import Access
internal import Core
internal import Credentials
internal import SQL

/// What every command and the server start from: the configuration, the open databases, the keys and the catalogs.
struct Installation: Sendable {
    let configuration: Configuration
    let stores: Stores
    let keyring: Keyring
    let catalog: ProductCatalog
    let clock: any WallClock

    init(configuration: Configuration, role: Stores.Role, clock: any WallClock = SystemClock()) async throws {
        self.configuration = configuration
        self.clock = clock
        catalog = try CatalogFiles.catalog(configuration)
        stores = try Stores(configuration: configuration, role: role)
        try await stores.requireCurrentSchema()
        // What products keep counts in place of their files.
        try await CatalogUpdates(catalog, stores.id.database).refresh()
        keyring = try await stores.keyring(in: DataDirectory(configuration.text("data")))
    }

    /// The areas and roles of the server's own pages; read where they are needed, which few commands do.
    var operations: Product { get throws { try CatalogFiles.operations() } }

    /// The ID's database.
    var database: any Database { stores.id.database }

    var hashParameters: Argon2Parameters {
        Argon2Parameters(memoryKiB: configuration.number("hashing.memory_kib"), passes: configuration.number("hashing.passes"))
    }
}
