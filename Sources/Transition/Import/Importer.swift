// Transition is the move from old logins: it reads the exports of two old products, imports their people, and joins two logins of one
// person once both are proved. It writes through Identity and Access, so their rules apply here too. It can be removed, together with
// TransitionSite, when the move is over.
//
// The way of a line from an export, each step in a file of its own that calls the next:
// 1. `Importer` opens the `ExportFiles`, and gives their reader (`DashboardExport`, `MailExport`) to the `ImportRun`.
// 2. `ImportRun` reads line by line: an `ExportLine` is an `ExportedPerson`, or the `RowRejection` that names its mistake. The `Intake`
//    sorts them: who is new is written at once (`NewPeople`), a batch while the next one is read.
// 3. Whoever was imported before and differs goes into a database of the import's own (`Staging`), where each account is judged by the
//    state it would end in (`Foresight`). Then `ImportRun` takes the rows in batches and writes them in short transactions. In the
//    transaction, `ImportContext` applies what differs (`ChangedRow`), or rejects the row. Weak hashes are wrapped before either.
// 4. Identity stores the person (`ImportedLogin`), and `Administration.importMembers` of Access the membership.
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
    /// Whether an address that the export says was verified counts as proved.
    package var trustsAddresses = false
    /// The pause after each commit, so that a server on the same database can work.
    package var pause: Duration = .milliseconds(2)

    private let scratch: ScratchSpace
    private(set) var isDryRun = false

    package init(
        database: any Database, catalog: ProductCatalog, keyring: Keyring, hashing: HashingPool, clock: any WallClock,
        scratch: ScratchSpace
    ) {
        self.database = database
        self.catalog = catalog
        self.keyring = keyring
        self.hashing = hashing
        self.clock = clock
        self.scratch = scratch
    }

    /// Imports every valid line and reports the others. Throws `ImportError` for an invalid file, and the errors of the database. What was
    /// committed before the error stays, and the next run continues from there. A dry run does the same on a copy of the people.
    package func run(
        _ files: ExportFiles, isDryRun: Bool = false, progress: @Sendable (ImportProgress) async -> Void = { _ in }
    ) async throws -> ImportReport {
        guard isDryRun else { return try await kept(files, progress) }
        return try await scratch.with(scratch.schema) { copy in
            try await PeopleCopy.fill(copy, from: database)
            var importer = self
            importer.database = copy
            importer.pause = .zero
            importer.isDryRun = true
            return try await importer.run(files, progress)
        }
    }

    /// Imports, and keeps what became of it for the operator's pages.
    private func kept(_ files: ExportFiles, _ progress: @Sendable (ImportProgress) async -> Void) async throws -> ImportReport {
        let start = clock.now()
        let report = try await run(files, progress)
        let record = ImportRecord(report, of: files.format.product, file: files.name, from: start, at: clock.now())
        try await database.write { try $0.keep(record, of: report) }
        return report
    }

    private func run(_ files: ExportFiles, _ progress: @Sendable (ImportProgress) async -> Void) async throws -> ImportReport {
        guard let product = catalog[files.format.product] else { throw ImportError.unknownProduct(files.format.product.rawValue) }
        let reader = try files.reader(product, hashes)
        let projects = files.projects.map(ProjectsFile.init)
        // Read once before anything is stored, so that a mistake in it stops the import.
        try await projects?.check()
        let context = try await context(product)
        return try await scratch.with(Staging.schema) { database in
            let staging = Staging(database: database)
            try await projects?.store(context, staging, by: self)
            var run = ImportRun(importer: self, context: context, staging: staging, knowsProjects: projects != nil)
            return try await run.importAll(of: reader, progress)
        }
    }

    private func context(_ product: Product) async throws -> ImportContext {
        let keyring = keyring
        let fresh = Secret(SystemRandom().bytes(32))
        let key = try await database.write { tx in try tx.importKey(keyring, fresh: fresh) }
        return ImportContext(
            product: product, catalog: catalog, keyring: keyring, digests: FieldDigests(key: key),
            trustsAddresses: trustsAddresses)
    }
}

enum ImportKind: IdentifierKind { static let prefix = "imp" }
