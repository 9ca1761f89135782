// Transition is the move from old logins: it reads the exports of two old products, imports their people, and joins two logins of one
// person once both are proved. It writes through Identity and Access, so their rules apply here too. It can be removed, together with
// TransitionSite, when the move is over.
//
// The way of a line from an export, each step in a file of its own that calls the next:
// 1. `Importer` opens the `ExportFiles`, and gives their reader (`DashboardExport`, `MailExport`) to the `ImportRun`.
// 2. `ImportRun` reads line by line: an `ExportLine` is an `ExportedPerson`, or the `RowRejection` that names its mistake. It takes the
//    lines in batches, wraps weak hashes (a `PreparedRow` is ready to be stored), and writes the rows in short transactions.
// 3. In the transaction, `ImportContext` decides about each row: it adds a new person, or applies what differs (`ChangedRow`), or rejects
//    the row.
// 4. Identity stores the person, and `Administration.importMember` of Access the membership.
// Then `ImportRun` counts the outcomes into the `ImportReport`.

package import Access
package import Core
package import Credentials
package import SQL

/// Imports the people of old products. It has what an import needs, and reads the files of one import at a time.
package struct Importer: Sendable {
    package var database: any Database
    package var catalog: ProductCatalog
    package var keyring: Keyring
    package var hashing: HashingPool
    package var clock: any WallClock
    /// What the operator says about the password hashes.
    package var hashes = HashSettings()
    /// The pause after each commit, so that a server on the same database can work.
    package var pause: Duration = .milliseconds(5)

    package init(
        database: any Database, catalog: ProductCatalog, keyring: Keyring, hashing: HashingPool, clock: any WallClock
    ) {
        self.database = database
        self.catalog = catalog
        self.keyring = keyring
        self.hashing = hashing
        self.clock = clock
    }

    /// Imports every valid line and reports the others. A dry run only reports what an import would do. Throws `ImportError` for an invalid
    /// file, and the errors of the database. What was committed before the error stays, and the next run continues from there.
    package func run(
        _ files: ExportFiles, isDryRun: Bool = false, progress: @Sendable (ImportProgress) async -> Void = { _ in }
    ) async throws -> ImportReport {
        guard let product = catalog[files.format.product] else { throw ImportError.unknownProduct(files.format.product.rawValue) }
        let source = try ByteSource(path: files.people)
        let reader: any ExportReader =
            switch files.format {
            case .dashboardCSV: try DashboardExport(source, product: product, hashes: hashes)
            case .mailJSONL: try MailExport(source, product: product, hashes: hashes)
            }
        let projects = files.projects.map(ProjectsFile.init)
        // Read once before anything is stored, so that a mistake in it stops the import.
        try await projects?.check()
        let context = try await begin(product, knowsProjects: projects != nil, isDryRun: isDryRun)
        do {
            try await projects?.store(context, by: self)
            var run = ImportRun(importer: self, context: context)
            let report = try await run.importAll(of: reader, progress)
            try await forget(context.seen.run)
            return report
        } catch {
            try? await forget(context.seen.run)
            throw error
        }
    }

    private func begin(_ product: Product, knowsProjects: Bool, isDryRun: Bool) async throws -> ImportContext {
        let now = clock.now()
        let keyring = keyring
        let run = Identifier<ImportKind>(at: now).text
        let fresh = Secret(SystemRandom().bytes(32))
        let (key, abandoned) = try await database.write { tx in
            let abandoned = try SeenNames.abandoned(tx, at: now)
            try SeenNames.begin(run, tx, at: now)
            return (try tx.importKey(keyring, fresh: fresh), abandoned)
        }
        for run in abandoned { try await forget(run) }
        return ImportContext(
            product: product, catalog: catalog, keyring: keyring, digests: FieldDigests(key: key), seen: SeenNames(run: run),
            knowsProjects: knowsProjects, isDryRun: isDryRun)
    }

    private func forget(_ run: String) async throws {
        while try await database.write({ try SeenNames.forget(run, $0) }) { try await Task.sleep(for: pause) }
    }
}

enum ImportKind: IdentifierKind { static let prefix = "imp" }
