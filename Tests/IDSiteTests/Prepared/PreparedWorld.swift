import Access
import Core
import Foundation
import IDSite
import Identity
import Outbox
import SQL
import Schema
import TestSupport
import Testing
import Transition
import Web

/// Eve prepares something at Vic's address, or in a login that has it, and Vic arrives later (threat 16). What Eve never has is Vic's mail.
struct PreparedWorld: PasskeyJourney, Sendable {
    static let victim = "vic@victim.example"
    static let preparer = "eve@evil.example"
    /// The password that Eve chose at an old product.
    static let old = "hunter2"
    static let new = "seven quiet harbours at night"
    private static let hash = "$2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm"
    let site: TestSite

    static func with(_ body: (PreparedWorld) async throws -> Void) async throws {
        try await TestSite.with { try await body(PreparedWorld(site: $0)) }
    }

    /// A row of the mail panel's export, which took any address for a login: an import that does not say `--addresses-verified`.
    struct Row {
        var email = PreparedWorld.victim
        var hash = PreparedWorld.hash
        var secret: String?
    }

    func importRow(_ row: Row = Row()) async throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "export")
        let factor = row.secret.map { ", \"totp\": {\"secret\": \"\($0)\"}" } ?? ""
        let text = """
            {"id": "m1", "email": "\(row.email)", "name": "Vic", "password": {"value": "\(row.hash)"}, \
            "account": {"id": "org-1", "name": "Evil"}, "role": "admin", "created": 1\(factor)}
            """
        try Data(text.utf8).write(to: file)
        let scratch = ScratchSpace(schema: IDSchema.migrations) { migrations in
            let made = try await TestDatabase.open(.sqlite, migrations)
            return ScratchDatabase(made.database) { await made.close() }
        }
        let importer = Importer(
            database: site.database, catalog: site.catalog, keyring: site.keyring, hashing: site.hashing, clock: site.clock,
            scratch: scratch)
        let report = try await importer.run(ExportFiles(.mailJSONL, people: file.path))
        #expect(report.rejected.isEmpty)
    }

    /// The login that the import brought.
    func imported() async throws -> PersonID {
        try await site.database.read { try #require(try $0.person(sourceID: "m1", product: "mail")) }
    }

    /// Eve, in the login whose password she chose.
    func preparerIn() async throws -> Browser {
        let browser = Browser(site)
        await browser.signIn(Self.victim, Self.old)
        #expect(try await person(in: browser) == imported())
        return browser
    }

    /// Eve, in an ID of her own.
    func preparerAtHome() async throws -> (PersonID, Browser) {
        let eve = try await site.add(Self.preparer, name: "Eve")
        let browser = Browser(site)
        await browser.signIn(Self.preparer)
        return (eve, browser)
    }

    /// Who is signed in there.
    func person(in browser: Browser) async throws -> PersonID? { try await session(of: browser)?.personID }

    /// The paths that mails to the address have links to, the newest first, if they begin so.
    func links(_ path: String, to address: String = victim) async throws -> [String] {
        try await site.database.read { [site] in try $0.newestMessages(limit: 80, openedBy: site.keyring) }
            .filter { $0.recipient == address }
            .compactMap { mail in mail.text.firstMatch(of: #/http://localhost:8080(/\S+)/#).map { String($0.1) } }
            .filter { $0.hasPrefix(path) }
    }

    func link(_ path: String, to address: String = victim) async throws -> String? { try await links(path, to: address).first }

    /// Opens a mailed link and presses its button.
    func press(_ link: String, _ browser: Browser, _ fields: [(String, String)] = []) async throws {
        await browser.get(link)
        let token = try #require(link.split(separator: "=").last.map(String.init))
        let path = try #require(link.split(separator: "?").first.map(String.init))
        await browser.post(path, [("token", token)] + fields)
    }

    /// Vic arrives where somebody has her address already: she has a link mailed and sets a password.
    func recover(_ browser: Browser) async throws {
        await browser.get(RecoveryPath.forgotPassword)
        await browser.post(RecoveryPath.forgotPassword, [("address", Self.victim)])
        let links = try await links("/set-password")
        #expect(!links.isEmpty)
        // One for each login that has the address.
        for link in links { try await press(link, browser, [("password", Self.new)]) }
        await browser.signIn(Self.victim, Self.new)
    }

    /// Vic arrives where nobody has her address.
    func register(_ browser: Browser) async throws -> PersonID {
        await browser.get("/register")
        await browser.post("/register", [("address", Self.victim)])
        let link = try #require(try await link("/register/finish"))
        try await press(link, browser, [("name", "Vic"), ("account", "Hers"), ("password", Self.new)])
        return try #require(try await person(in: browser))
    }

    /// Asks for a link that adds the address; it goes to the address.
    func ask(for address: String, _ browser: Browser) async throws -> String {
        await browser.get("/profile/addresses/new")
        await browser.post("/profile/addresses/new", [("address", address)])
        return try #require(try await link("/profile/addresses/confirm", to: address))
    }

    func addresses(of person: PersonID) async throws -> [String] {
        try await site.database.read { try $0.addresses(of: person) }.map(\.address.written)
    }

    /// Neither the browser, nor a password of Eve's, nor a link that she can have mailed opens the person's ID.
    func isShutOut(_ browser: Browser, from person: PersonID) async throws -> Bool {
        await browser.get(CommonPath.home)
        guard try await self.person(in: browser) != person else { return false }
        for address in [Self.victim, Self.preparer] {
            let guess = Browser(site)
            for (name, value) in browser.cookies { guess[name] = value }
            await guess.signIn(address, Self.old)
            guard try await self.person(in: guess) != person else { return false }
        }
        site.clock.advance(by: .hours(1))
        await browser.get(RecoveryPath.forgotPassword)
        await browser.post(RecoveryPath.forgotPassword, [("address", Self.preparer)])
        for path in ["/set-password", "/not-me"] {
            guard let link = try await link(path, to: Self.preparer) else { continue }
            try await press(link, browser, [("password", "words that Eve alone knows")])
            await browser.follow()
        }
        let again = Browser(site)
        await again.signIn(Self.victim, Self.new)
        if again.location?.hasPrefix("/sign-in/second-factor") == true { return true }
        return try await self.person(in: again) == person
    }
}
