import Testing

/// Everything that people read stands in the catalogs, in every language, and nothing stands there that nobody says.
@Suite("Words stand in the catalogs")
struct WordsTests {
    /// The rooms whose texts people read. The others speak to programs and operators, in English.
    private static let rooms = [
        "Language", "Identity", "Access", "Outbox", "Directory", "Web", "IDSite", "TransitionSite", "ProductKit", "Dashboard", "MailPanel",
    ].map { "Sources/\($0)" }

    /// Files in those rooms that write more than one word, each with the reason.
    private static let otherTexts: [String: String] = [
        "Sources/Language/Catalog.swift": "mistakes in the catalogs, which a test shows",
        "Sources/Language/TemplateReader.swift": "mistakes in the catalogs, which a test shows",
        "Sources/Access/Products/CatalogReader.swift": "mistakes in a product's file, which the operator reads at the start",
        "Sources/Access/Products/ProductCatalog.swift": "mistakes in a product's file, which the operator reads at the start",
        "Sources/Access/Notices/CatalogReader+Notices.swift": "mistakes in a product's file, which the operator reads at the start",
        "Sources/Access/Resources/CatalogReader+Resources.swift": "mistakes in a product's file, which the operator reads at the start",
        "Sources/Access/Resources/ConditionReader.swift": "mistakes in a product's file, which the operator reads at the start",
        "Sources/Identity/Passkeys/OldSecurityKey.swift": "why lines of an import are rejected, which the operator reads",
        "Sources/Outbox/Letter.swift": "the style of a mail",
        "Sources/Outbox/OutboxEntry.swift": "columns",
        "Sources/Web/Forms/TextField+Input.swift": "tokens of HTML",
        "Sources/Web/JSON/JSONObject.swift": "JSON that a program sent",
        "Sources/Web/JSON/JSONReader.swift": "JSON that a program sent",
        "Sources/Web/Pages/Document.swift": "a value of HTML",
        "Sources/Web/Routing/RouteTable.swift": "mistakes in the route table, which stop the start",
        "Sources/Web/Running/OwnSite.swift": "health, for programs, and headers",
        "Sources/Web/Running/RequestMetrics.swift": "metrics, for programs",
        "Sources/IDSite/OpenID/AuthorizationRoutes.swift": "an OAuth error, for programs",
        "Sources/IDSite/OpenID/MetadataRoutes.swift": "headers",
        "Sources/IDSite/OpenID/TokenRoutes.swift": "OAuth errors, for programs",
        "Sources/ProductKit/Proofs/ResourceMetadata.swift": "a header",
        "Sources/Access/Products/CatalogUse.swift": "mistakes in a catalog, which its developer reads",
        "Sources/ProductKit/Sessions/ProductSchema.swift": "steps of the schema",
        "Sources/ProductKit/Sessions/SessionKeeper.swift": "the log",
        "Sources/ProductKit/SignIn/Provider.swift": "the log",
        "Sources/ProductKit/SignIn/RelyingParty.swift": "the log, and scopes",
        "Sources/ProductKit/SignIn/RelyingPartyRoutes.swift": "the log, and errors for the ID",
        "Sources/Dashboard/Billing/Ledger.swift": "mistakes in a command",
        "Sources/Dashboard/Billing/Booking/BillingAPI.swift": "mistakes in a command, or in what a program sent",
        "Sources/Dashboard/Billing/Booking/Correction.swift": "mistakes in a command, or in what a program sent",
        "Sources/Dashboard/Billing/Booking/CreditNote.swift": "mistakes in a command, or in what a program sent",
        "Sources/Dashboard/Billing/Booking/MoneyIn.swift": "mistakes in a command, or in what a program sent",
        "Sources/Dashboard/Billing/Booking/PriceChange.swift": "mistakes in a command, or in what a program sent",
        "Sources/Dashboard/Billing/Booking/TaxChange.swift": "mistakes in a command, or in what a program sent",
        "Sources/Dashboard/Billing/Marks/BalanceMark.swift": "columns of a table",
        "Sources/MailPanel/DKIM/DKIMKey.swift": "what a key is sealed for",
        "Sources/MailPanel/Storage/MailSchema.swift": "steps of the schema",
        "Sources/MailPanel/Events/EventBatch.swift": "why lines of a program are rejected, which its developer reads",
        "Sources/MailPanel/Events/MailEventLine.swift": "why lines of a program are rejected, which its developer reads",
        "Sources/Dashboard/Messages/Sending/SentLine.swift": "why lines of a program are rejected, which its developer reads",
        "Sources/Dashboard/Messages/Sending/SentBatch.swift": "why lines of a program are rejected, which its developer reads",
        "Sources/Dashboard/Messages/Box/CountryName+Common.swift": "names of countries, which people type and nobody is shown",
        "Sources/Dashboard/Messages/MessageBatch.swift": "why lines of an import are rejected, which the operator reads",
        "Sources/Dashboard/Messages/MessageImportReport.swift": "why lines of an import are rejected, which the operator reads",
        "Sources/Dashboard/Messages/MessageLine.swift": "why lines of an import are rejected, which the operator reads",
        "Sources/Dashboard/Storage/DashboardSchema.swift": "steps of the schema",
        "Sources/ProductKit/Questions/WhoCanSee.swift": "a question of the grammar, which is English",
        "Sources/IDSite/OpenID/ErrorPage.swift": "what errors mean to whoever connects a client, in English as they are",
        "Sources/Identity/Passkeys/WebAuthnChallenge.swift": "what a challenge is sealed for",
        "Sources/Identity/SecondFactors/AuthenticatorApp.swift": "a factor's label in the database",
        "Sources/Identity/SecondFactors/TextMessage.swift": "a factor's label in the database",
    ]

    /// Literals that look like keys and are none.
    private static let notKeys: Set<String> = [
        "events.csv", "suppressions.csv",
        "messages.read", "messages.write", "events.write", "account.manage", "access.evaluate",
        "billing.write", "billing.corrected", "billing.credited", "billing.price-set", "billing.tax-set", "billing.account-changed",
        "billing.mark-people-chosen", "billing.mark-removed", "messages.csv",
        "passkey.js", "registration.products", "activity.csv",
    ]

    private func literals(in rooms: [String]) async throws -> [(path: String, literal: SwiftCode.Literal)] {
        var found: [(String, SwiftCode.Literal)] = []
        for path in try Repository.files(below: rooms) where path.hasSuffix(".swift") {
            found += try await Repository.code(of: path).literals.map { (path, $0) }
        }
        return found
    }

    @Test("No sentence stands in the code of pages, mails and domain errors")
    func sentences() async throws {
        let found = try await literals(in: Self.rooms).filter { path, literal in
            !path.contains("+SQL") && Self.otherTexts[path] == nil && Self.isSentence(literal)
        }
        #expect(found.map { "\($0.path):\($0.literal.line): \($0.literal.text.prefix(80))" } == [])
    }

    private static func isSentence(_ literal: SwiftCode.Literal) -> Bool {
        guard literal.text.utf8.contains(UInt8(ascii: " ")) else { return false }
        if literal.before.hasSuffix(".english(") || literal.before.contains("preconditionFailure(") { return false }
        if literal.text.contains(#/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|FROM|WHERE|AND|CREATE|ALTER|ORDER|JOIN|LEFT) /#) { return false }
        let text = literal.text.replacing(/<[^>]*>/, with: " ")
        return text.contains(/[A-Za-z][a-z]+,? [a-z]{2,}/)
    }

    @Test("Sentences are found, and tags, queries and texts for programs are not")
    func found() {
        let code = SwiftCode(
            #"""
            let a: HTML = "<p class=\"lead big\">Nothing was booked yet.</p>"
            let b: HTML = "<p class=\"lead big\">\(words: "billing.nothing")</p>"
            let c = Problem(title: .english("The body must be JSON."))
            try run("SELECT a FROM things where it is")
            """#)
        #expect(code.literals.map(Self.isSentence) == [true, false, false, false, false])
    }

    @Test("Both languages have the same keys, each once")
    func languages() throws {
        let keys = try Words.languages.map { try Words.entries(of: $0).map(\.key) }
        for list in keys { #expect(Dictionary(grouping: list) { $0 }.filter { $0.value.count > 1 }.keys.sorted() == []) }
        let english = Set(keys[0])
        for list in keys { #expect(english.symmetricDifference(list).sorted() == []) }
    }

    @Test("Every key that is said has words")
    func missing() async throws {
        let keys = Set(try Words.entries(of: "en").map(\.key))
        let pages = Set(keys.map { String($0.prefix { $0 != "." }) })
        // The names of audited actions look like keys too.
        let said = try await literals(in: ["Sources"]).filter { !$0.path.hasPrefix("Sources/Audit/") }.map(\.literal.text).filter { text in
            Words.isKey(text) && pages.contains(String(text.prefix { $0 != "." })) && !Self.notKeys.contains(text)
        }
        #expect(Set(said).subtracting(keys).sorted() == [])
    }

    @Test("Every key with words is said somewhere")
    func unused() async throws {
        let literals = try await literals(in: ["Sources"]).map(\.literal.text)
        let whole = Set(literals)
        // A key that is made of a beginning and a value: `time.month-6`.
        let beginnings = literals.filter { $0.contains("\0") }.map { String($0.prefix { $0 != "\0" }) }.filter {
            $0.contains(/^[a-z][a-z0-9-]*\.[a-z0-9-]*-$/)
        }
        let unused = try Words.entries(of: "en").map(\.key).filter { key in
            !whole.contains(key) && !beginnings.contains { key.hasPrefix($0) }
        }
        #expect(unused == [])
    }

    @Test("What is excepted from all this is needed")
    func exceptions() async throws {
        let writing = Set(try await literals(in: Self.rooms).filter { Self.isSentence($0.literal) }.map(\.path))
        #expect(Set(Self.otherTexts.keys).subtracting(writing).sorted() == [])
    }

    @Test("Every file of words is compiled in")
    func embedded() throws {
        let list = try Repository.text(of: "Sources/CAssets/words.c")
        let files = try Repository.files(below: ["Words"])
        #expect(files.filter { !list.contains("\"../../\($0)\"") } == [])
    }
}
