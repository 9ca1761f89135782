internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL

struct AccountCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Customers' accounts: list, show, add, change, their domains and the tokens of their directories.",
        subcommands: [List.self, Show.self, Add.self, Change.self, DomainCommand.self, ScimTokenCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Accounts, oldest first, a page at a time.")
        @OptionGroup var printing: Printing
        @OptionGroup var part: ListPart
        @Option(help: "Only those whose name has this in it.") var search: String?

        func run() async throws {
            let after: AccountID? = try part.start()
            let limit: Int = part.limit
            let search = search
            try await printing.answer { installation in
                let accounts = try await installation.database.readLong { tx in
                    try tx.accounts(matching: search, after: after, limit: limit).map { try PrintedAccount($0, tx) }
                }
                return Answer(
                    accounts,
                    none: search.map { "No account has '\($0)' in its name." }
                        ?? "No accounts yet. 'lanyard account add' opens one, 'lanyard import' brings many.",
                    ["id", "imported as", "name", "products", "members"]
                ) { [$0.id, $0.importedAs.joined(separator: " "), $0.name, $0.products.joined(separator: " "), String($0.members)] }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One account, by its id or the id it had in an import.")
        @OptionGroup var printing: Printing
        @Argument var account: String

        func run() async throws {
            try await printing.answer { installation in
                let found = try await installation.account(named: account)
                let printed = try await installation.database.read { try PrintedAccount(found, $0) }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open an account. Its first person becomes its administrator.")
        @OptionGroup var printing: Printing
        @Argument(help: "The customer's name.") var name: String
        @Option(help: "A product it uses; may be given more than once.") var product: [String] = ["dashboard"]
        @Option(help: "The first person, by id or e-mail address.") var administrator: String

        func run() async throws {
            let name = name
            let products = product.map { ProductID(rawValue: $0) }
            try await printing.answer(creating: true) { installation in
                let person = try await installation.person(named: administrator)
                let account = try await installation.administer { work, _ in
                    try work.openAccount(named: name, products: products, first: person.id)
                }
                return Answer(["id": account.id.text], "Opened \(account.name) (\(account.id)). \(person.name) is its administrator.")
            }
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change an account's name, its contacts or what it asks for, or give it one more product.")
        @OptionGroup var printing: Printing
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Option(help: "The new name.") var name: String?
        @Option(help: "A product it uses from now on; may be given more than once.") var addProduct: [String] = []

        @Option(help: "The first administrator of an added product, by id or e-mail address.") var administrator: String?

        @Option(help: "A contact, as billing=pay@example.com; also technical and security. Without an address it is taken away.")
        var contact: [AccountContact] = []

        @Option(help: "Whether nobody opens it without two proved factors: 'required' or 'optional'.") var twoFactors: Demand?

        @Option(help: "How everybody signs in: 'any', 'no-text-messages' or 'passkeys'.") var signIn: String?
        @Option(help: "For how many hours a sign-in opens it; 0 for as long as the ID keeps it.") var sessionHours: Int?
        @Option(help: "A network from which people sign in; may be given more than once, 'anywhere' for no limit.") var network: [String] =
            []

        @Option(help: "Whether sensitive acts ask for a sign-in of the last 15 minutes: 'required' or 'optional'.") var freshProof: Demand?

        enum Demand: String, ExpressibleByArgument, CaseIterable, Sendable { case required, optional }

        func validate() throws {
            if name == nil, addProduct.isEmpty, contact.isEmpty, twoFactors == nil, signIn == nil, sessionHours == nil, network.isEmpty,
                freshProof == nil
            {
                throw ValidationError("Say what to change: a name, a product, a contact, or how people sign in. --help shows the options.")
            }
            if addProduct.isEmpty != (administrator == nil) {
                throw ValidationError(
                    "--add-product and --administrator go together: no product of an account is without an administrator.")
            }
            if let signIn, AccountPolicies.Ways(rawValue: signIn) == nil {
                throw ValidationError("--sign-in is one of: \(AccountPolicies.Ways.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        }

        func run() async throws {
            let name = name
            let products = addProduct.map { ProductID(rawValue: $0) }
            let contacts = contact
            let twoFactors = twoFactors
            let signIn = signIn
            let sessionHours = sessionHours
            let networks = network
            let freshProof = freshProof
            try await printing.answer { installation in
                let found = try await installation.account(named: account)
                for product in addProduct { _ = try installation.product(named: product) }
                let first = if let administrator { try await installation.person(named: administrator) } else { nil as Person? }
                let printed = try await installation.administer { work, tx in
                    let there = try tx.products(of: found.id)
                    if let first {
                        for product in products where !there.contains(product) { try work.give(product, to: found.id, first: first.id) }
                    }
                    if let name, let product = try tx.products(of: found.id).first { _ = try work.rename(found.id, to: name, as: product) }
                    if !contacts.isEmpty, let product = try tx.products(of: found.id).first {
                        try work.set(found.contacts.with(contacts), of: found.id, as: product)
                    }
                    var policies = found.policies
                    if let ways = signIn.flatMap(AccountPolicies.Ways.init(rawValue:)) { policies.ways = ways }
                    if let sessionHours { policies.hours = sessionHours == 0 ? nil : sessionHours }
                    if !networks.isEmpty { policies.networks = networks.filter { $0 != "anywhere" } }
                    if let freshProof { policies.needsFreshProof = freshProof == .required }
                    try work.set(policies, of: found.id, as: nil, signedIn: nil)
                    if let twoFactors { try work.setNeedsTwoFactors(twoFactors == .required, of: found.id) }
                    return try PrintedAccount(tx.account(found.id) ?? found, tx)
                }
                return Answer(printed, printed.words)
            }
        }
    }
}

/// An account as commands print it.
struct PrintedAccount: Encodable {
    let id: String
    let name: String
    let products: [String]
    let importedAs: [String]
    let projects: [String]
    let members: Int
    let needsTwoFactors: Bool
    let signIn: String
    let sessionHours: Int?
    let networks: [String]
    let freshProof: Bool
    let contacts: Contacts
    /// The domains it verified.
    let domains: [String]

    init(_ account: Account, _ tx: Transaction) throws {
        id = account.id.text
        name = account.name
        needsTwoFactors = account.needsTwoFactors
        signIn = account.policies.ways.rawValue
        sessionHours = account.policies.hours
        networks = account.policies.networks
        freshProof = account.policies.needsFreshProof
        contacts = Contacts(account.contacts)
        let products = try tx.products(of: account.id)
        self.products = products.map(\.rawValue)
        importedAs = try tx.sources(of: account.id).map(\.externalID)
        projects = try tx.projects(of: account.id, limit: .max).map(\.name)
        domains = try tx.domains(of: account.id).filter { $0.verifiedAt != nil }.map(\.name)
        members = try products.map { try tx.memberCount(of: account.id, product: $0) }.reduce(0, +)
    }

    var words: String {
        """
        \(name) (\(id))
          products: \(products.joined(separator: ", "))
          projects: \(projects.isEmpty ? "none" : projects.joined(separator: ", "))
          members: \(members)
          two factors: \(needsTwoFactors ? "required" : "optional")
          sign-in: \(signIn), \(sessionHours.map { "for \($0) hours" } ?? "for as long as the ID keeps it"), \
        from \(networks.isEmpty ? "anywhere" : networks.joined(separator: ", "))
          fresh proof of sensitive acts: \(freshProof ? "required" : "only of removals, by whoever has a second factor")
          contacts: \(contacts.words)
          verified domains: \(domains.isEmpty ? "none" : domains.joined(separator: ", "))
        """
    }
}
