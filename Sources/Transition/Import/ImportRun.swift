// Transition is the move from old logins: it reads the exports of two old products, imports their people, and joins two logins of one
// person once both are proved. It writes through Identity and Access, so their rules apply here too. It can be removed, together with
// TransitionSite, when the move is over.

package import Access
internal import Audit
package import Core
package import Credentials
package import Identity
package import SQL

/// The dependencies and settings of an import.
package struct Importer: Sendable {
    package var database: any Database
    package var catalog: ProductCatalog
    package var keyring: Keyring
    package var hashing: HashingPool
    package var clock: any WallClock
    /// The highest accepted cost of an imported hash.
    package var limits: CostLimits
    /// The pause after each commit, so that a server on the same database can work.
    package var pause: Duration
    package var sessionsEnded: SignInSteps.SessionsEnded

    package init(
        database: any Database, catalog: ProductCatalog, keyring: Keyring, hashing: HashingPool, clock: any WallClock,
        limits: CostLimits = .standard, pause: Duration = .milliseconds(5),
        sessionsEnded: @escaping SignInSteps.SessionsEnded = { _, _, _ in }
    ) {
        self.database = database
        self.catalog = catalog
        self.keyring = keyring
        self.hashing = hashing
        self.clock = clock
        self.limits = limits
        self.pause = pause
        self.sessionsEnded = sessionsEnded
    }
}

/// One import of one file: `lanyard import dashboard-csv|mail-jsonl FILE`.
package struct ImportRun: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case dashboardCSV = "dashboard-csv"
        case mailJSONL = "mail-jsonl"

        /// The product whose people the export contains.
        package var product: ProductID { self == .dashboardCSV ? "dashboard" : "mail" }
    }

    let format: Format
    let file: String
    let projectsFile: String?
    let isDryRun: Bool
    let importer: Importer

    package init(_ format: Format, file: String, projectsFile: String? = nil, isDryRun: Bool = false, with importer: Importer) {
        self.format = format
        self.file = file
        self.projectsFile = projectsFile
        self.isDryRun = isDryRun
        self.importer = importer
    }

    /// Imports every valid line and reports the others. Throws `ImportError` for an invalid file, and the errors of the database. What was
    /// committed before the error stays, and the next run continues from there.
    package func run(progress: @Sendable (ImportProgress) async -> Void = { _ in }) async throws -> ImportReport {
        guard let product = importer.catalog[format.product] else { throw ImportError.unknownProduct(format.product.rawValue) }
        let source = try ByteSource(path: file)
        switch format {
        case .dashboardCSV: return try await run(DashboardExport(source, product: product, limits: importer.limits), product, progress)
        case .mailJSONL: return try await run(MailExport(source, product: product, limits: importer.limits), product, progress)
        }
    }

    private func run(
        _ reader: some ExportReader, _ product: Product, _ progress: @Sendable (ImportProgress) async -> Void
    ) async throws -> ImportReport {
        if let projectsFile { try await ProjectsFile.read(projectsFile) { _ in } }
        let context = try await begin(product)
        do {
            var stage = ImportStage(importer: importer, context: context)
            if let projectsFile {
                try await ProjectsFile.read(projectsFile) { entries in try await stage.take(entries) }
            }
            var reader = reader
            var lines: [ReadLine] = []
            while let line = try reader.next() {
                lines.append(line)
                guard lines.count == ImportStage.chunk else { continue }
                try await stage.take(lines)
                lines = []
                await progress(ImportProgress(rows: stage.report.rows, fraction: reader.fraction))
            }
            try await stage.take(lines)
            await progress(ImportProgress(rows: stage.report.rows, fraction: 1))
            let report = try await stage.finish()
            try await forget(context.seen.run)
            return report
        } catch {
            try? await forget(context.seen.run)
            throw error
        }
    }

    private func begin(_ product: Product) async throws -> RowImport {
        let now = importer.clock.now()
        let keyring = importer.keyring
        let run = Identifier<ImportKind>(at: now).text
        let fresh = Secret(SystemRandom().bytes(32))
        let (key, abandoned) = try await importer.database.write { tx in
            let abandoned = try SeenNames.abandoned(tx, at: now)
            try SeenNames.begin(run, tx, at: now)
            return (try tx.importKey(keyring, fresh: fresh), abandoned)
        }
        for run in abandoned { try await forget(run) }
        return RowImport(
            product: product, catalog: importer.catalog, keyring: keyring, digests: FieldDigests(key: key), seen: SeenNames(run: run),
            knowsProjects: projectsFile != nil, isDryRun: isDryRun, sessionsEnded: importer.sessionsEnded)
    }

    private func forget(_ run: String) async throws {
        while try await importer.database.write({ try SeenNames.forget(run, $0) }) { try await Task.sleep(for: importer.pause) }
    }
}

enum ImportKind: IdentifierKind { static let prefix = "imp" }
