internal import Access
internal import Core
internal import Dashboard
internal import Foundation
internal import MailPanel
internal import ProductKit
internal import SQL
internal import Transition

/// The example exports of both old products, loaded through the real import on the first start.
struct ExampleData: Sendable {
    static let password = "correct horse battery staple"
    static let people = [
        ("Administrator", "administrator@northwind.example"), ("Member", "member@northwind.example"),
        ("Support Member", "support@northwind.example"), ("Associate", "associate@northwind.example"), ("IT Admin", "it@northwind.example"),
    ]

    let folder: String
    let administratorSecret: String
    let authenticatorAddresses = ["administrator@northwind.example"]

    /// Throws `CommandError` if the folder does not contain the example.
    init(folder: String) throws {
        self.folder = folder
        guard let logins = try? String(contentsOfFile: "\(folder)/logins.csv", encoding: .utf8),
            let line = logins.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("dashboard,administrator@northwind.example,") }
            )
        else { throw CommandError("There are no example exports in \(folder): logins.csv is missing. Name the project's folder Examples.") }
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        administratorSecret = fields.count > 4 ? String(fields[4]) : ""
    }

    /// Does nothing if the database contains an account already. `say` gets one line for each step.
    func load(into installation: Installation, say: (String) -> Void = Output.line) async throws {
        guard try await installation.database.read({ try $0.accounts(after: nil, limit: 1) }).isEmpty else { return }
        say("Loading the example data through the real import. This happens once and takes some seconds.")
        let importer = try installation.importer()
        for (format, file, projects) in [
            (ExportFiles.Format.dashboardCSV, "dashboard-users.csv", "dashboard-projects.csv"), (.mailJSONL, "mail-users.jsonl", nil),
        ] {
            let files = ExportFiles(format, people: folder + "/" + file, projects: projects.map { folder + "/" + $0 })
            let report = try await importer.run(files)
            say("  \(file): \(report.imported) people imported, \(report.rejected.count) lines rejected with their reasons")
        }
        let messages = try await installation.messageImport().run(file: "\(folder)/messages.ndjson")
        say("  messages.ndjson: \(messages.imported) messages imported")
        guard let account = try await installation.database.read({ try $0.account(named: "acc_10000") }), let amount = Amount("250.00")
        else { return }
        let now = installation.clock.now()
        try await loadEvents(into: installation, at: now, say: say)
        try await installation.stores.store(of: .dashboard).database.write { tx in
            try LedgerEntry.topUp(account: account.id.text, amount: amount, currency: "EUR", note: "Bank transfer", at: now, in: tx)
        }
    }

    /// The mail panel's example, with the domain that its mails were sent from.
    private func loadEvents(into installation: Installation, at now: Timestamp, say: (String) -> Void) async throws {
        let mail = ProductID(rawValue: ProductPart.mail.rawValue)
        guard let account = try await installation.database.read({ try $0.account(named: "org-500", product: mail) }) else { return }
        try await installation.stores.store(of: .mail).database.write { tx in
            try OperatorDomains.add("news.northwind.example", to: account.id.text, at: now, in: tx)
            try tx.set(MailPrice(currency: "EUR", validFrom: 0, amount: Amount("0.80") ?? .zero))
        }
        let events = try await installation.eventImport().run(file: "\(folder)/mail-events.ndjson")
        say("  mail-events.ndjson: \(events.imported) events imported")
    }
}
