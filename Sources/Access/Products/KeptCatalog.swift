package import Audit
package import Core
package import SQL
internal import YAML

/// A version of a product's catalog that is kept by the API, in place of its file.
package struct KeptCatalog: Sendable, Equatable {
    package let product: ProductID
    /// Counted from 1.
    package let version: Int64
    /// As it was sent; empty where the file counts again.
    package let text: String
    /// As events name whoever did it.
    package let keptBy: String
    package let keptAt: Timestamp
}

extension KeptCatalog: Stored {
    package static let stored: [Column<KeptCatalog>] = [
        Column("product", \.product), Column("version", \.version), Column("text", \.text), Column("kept_by", \.keptBy),
        Column("kept_at", \.keptAt),
    ]

    package init(row: Row) throws {
        self.init(
            product: try row["product"], version: try row["version"], text: try row["text"], keptBy: try row["kept_by"],
            keptAt: try row["kept_at"])
    }
}

/// Why a catalog is not taken.
package enum CatalogRefusal: Error, Sendable, Equatable {
    /// Each mistake with its line, in a sentence.
    case mistakes([String])
    /// It describes another product.
    case otherProduct(String)
    /// Roles that somebody holds, or areas that accounts' own roles open, and that it does not have, or not as they were.
    case inUse([MissingTerm])
    /// Somebody else changed it meanwhile; that version counts now.
    case changed(Int64)
    /// There is no file that could count again.
    case noFile
}

extension Transaction {
    /// The newest version of each product's, by product.
    func newestCatalogs() throws -> [KeptCatalog] {
        try all(
            """
            SELECT \(KeptCatalog.columns) FROM kept_catalogs k
            WHERE version = (SELECT MAX(o.version) FROM kept_catalogs o WHERE o.product = k.product) ORDER BY product
            """)
    }

    /// The newest version of that product's; nil where none was ever kept.
    package func keptCatalog(of product: ProductID) throws -> KeptCatalog? {
        try first(
            "SELECT \(KeptCatalog.columns) FROM kept_catalogs WHERE product = \(product) ORDER BY version DESC LIMIT 1",
            as: KeptCatalog.self)
    }

    /// Versions of that product's, newest first, before the given one.
    package func keptCatalogs(of product: ProductID, before: Int64?, limit: Int) throws -> [KeptCatalog] {
        try all(
            """
            SELECT \(KeptCatalog.columns) FROM kept_catalogs WHERE product = \(product) AND version < \(before ?? .max)
            ORDER BY version DESC LIMIT \(limit)
            """)
    }

    /// Has this catalog count in place of the one whose version is `replaced`, 0 for that of the file. An empty text has the file count again.
    /// Throws `CatalogRefusal`; what counts then is told to the catalogs in memory by `ProductCatalog.refresh`.
    package func keep(
        _ text: String, of product: ProductID, replacing replaced: Int64, in catalog: ProductCatalog, by actor: AuditEvent.Actor,
        at now: Timestamp
    ) throws -> KeptCatalog {
        let newest = try keptCatalog(of: product)
        guard newest?.version ?? 0 == replaced else { throw CatalogRefusal.changed(newest?.version ?? 0) }
        let wanted = try text.isEmpty ? catalog.file(of: product) : ProductCatalog.read(text, of: product)
        let missing = try missing(from: ProductCatalog([wanted]), at: now)
        let changed = try catalog[product].map { try changedAdministrators(from: $0, to: wanted, at: now) } ?? []
        guard missing.isEmpty, changed.isEmpty else { throw CatalogRefusal.inUse(missing + changed) }
        let kept = KeptCatalog(product: product, version: replaced + 1, text: text, keptBy: actor.text, keptAt: now)
        try run("INSERT INTO kept_catalogs (\(KeptCatalog.columns)) VALUES (\(values: kept))")
        try append(
            AuditEvent(
                text.isEmpty ? .catalogReleased : .catalogKept, by: actor, on: product.rawValue, details: ["version": String(kept.version)]),
            at: now)
        return kept
    }
}

extension ProductCatalog {
    /// Reads one catalog. Throws `CatalogRefusal`.
    fileprivate static func read(_ text: String, of id: ProductID) throws -> Product {
        var reader = CatalogReader(file: File(name: id.rawValue, text: text))
        let product = reader.product()
        guard reader.mistakes.isEmpty, let product else {
            throw CatalogRefusal.mistakes(reader.mistakes.map { "Line \($0.line): \($0.message) \($0.remedy)" })
        }
        guard product.id == id else { throw CatalogRefusal.otherProduct(product.id.rawValue) }
        return product
    }

    /// What the file of the product says. Throws `CatalogRefusal`.
    fileprivate func file(of product: ProductID) throws -> Product {
        guard let product = files.first(where: { $0.id == product }) else { throw CatalogRefusal.noFile }
        return product
    }

    /// Has what is kept count from now on. A catalog that cannot be read any more, after an upgrade, leaves the product with its file. Cost: one
    /// read, where the change counter says that something changed.
    package func refresh(from kept: [KeptCatalog]) {
        let version = kept.reduce(0) { $0 + $1.version }
        guard !isCurrent(version) else { return }
        take(kept.filter { !$0.text.isEmpty }.compactMap { try? Self.read($0.text, of: $0.product) }, version: version)
    }
}

/// What is kept of catalogs, read again once any process changed the data.
package struct CatalogUpdates: Sendable {
    private let catalog: ProductCatalog
    private let kept: CurrentRead<[KeptCatalog]>

    package init(_ catalog: ProductCatalog, _ database: any Database) {
        self.catalog = catalog
        kept = CurrentRead(database) { try $0.newestCatalogs() }
    }

    /// Cost: the database's change counter, and one read after each change. Throws `SQLError`.
    package func refresh() async throws { catalog.refresh(from: try await kept.value()) }
}
