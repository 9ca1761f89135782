internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Customers' accounts: list, show, add.", subcommands: [List.self, Show.self, Add.self])

    /// An account as commands print it.
    struct Printed: Encodable {
        var id: String
        var name: String
        var products: [String]
        var importedAs: [String]
        var projects: [String]
        var members: Int

        init(_ account: Account, _ tx: Transaction) throws {
            (id, name) = (account.id.text, account.name)
            let products = try tx.products(of: account.id)
            self.products = products.map(\.rawValue)
            importedAs = try tx.sources(of: account.id).map(\.externalID)
            projects = try tx.projects(of: account.id, limit: 1000).map(\.name)
            members = try products.map { try tx.memberCount(of: account.id, product: $0) }.reduce(0, +)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Accounts, oldest first, a page at a time.")
        @OptionGroup var place: Place
        @Option(help: "Begin after this id.") var after: String?
        @Option(help: "How many at most.") var limit = 100
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let installation = try await place.installation()
            let (after, limit) = (after.flatMap { AccountID($0) }, limit)
            let accounts = try await installation.database.readLong { tx in
                try tx.accounts(after: after, limit: limit).map { try Printed($0, tx) }
            }
            await installation.stores.close()
            if json { return try Output.json(accounts) }
            Output.table(
                ["id", "imported as", "name", "products", "members"],
                accounts.map {
                    [$0.id, $0.importedAs.joined(separator: " "), $0.name, $0.products.joined(separator: " "), String($0.members)]
                },
                none: "No accounts yet. 'lanyard account add' opens one, 'lanyard import' brings many.")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One account, by its id or the id it had in an import.")
        @OptionGroup var place: Place
        @Argument var account: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let installation = try await place.installation()
            let found = try await installation.account(named: account)
            let printed = try await installation.database.read { try Printed(found, $0) }
            await installation.stores.close()
            if json { return try Output.json(printed) }
            print("\(printed.name) (\(printed.id))")
            print("  products: \(printed.products.joined(separator: ", "))")
            print("  projects: \(printed.projects.isEmpty ? "none" : printed.projects.joined(separator: ", "))")
            print("  members: \(printed.members)")
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open an account. Its first person becomes its administrator.")
        @OptionGroup var place: Place
        @Argument(help: "The customer's name.") var name: String
        @Option(help: "A product it uses; may be given more than once.") var product: [String] = ["dashboard"]
        @Option(help: "The first person, by id or e-mail address.") var administrator: String
        @Flag(help: "Print JSON.") var json = false

        struct Added: Encodable {
            var id: String
        }

        func run() async throws {
            let installation = try await place.installation()
            let person = try await installation.person(named: administrator)
            let (name, products) = (name, product.map { ProductID(rawValue: $0) })
            let account = try await installation.administer { try $0.openAccount(named: name, products: products, first: person.id) }
            await installation.stores.close()
            if json { return try Output.json(Added(id: account.id.text)) }
            print("Opened \(account.name) (\(account.id)). \(person.name) is its administrator.")
        }
    }
}
