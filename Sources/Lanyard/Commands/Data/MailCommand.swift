internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import MailPanel
internal import ProductKit
internal import SQL
internal import Traffic

/// What the servers that send customers' mail need, and what mail costs.
struct MailCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "The Mail Control Panel: the key that signs a domain's mail, prices.",
        subcommands: [DKIM.self, MailPriceCommand.self])

    struct DKIM: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dkim", abstract: "Print the private key that signs a domain's mail, in PEM. Give it to the mail server alone.")
        @OptionGroup var printing: Printing
        @Argument(help: "The sending domain.") var domain: String
        @Option(help: "The account, where several have the domain and none has verified it.") var account: String?

        struct Printed: Encodable {
            let domain: String
            let selector: String
            let privateKey: String
            let record: String
            let inUseAt: String?
        }

        func run() async throws {
            try await printing.answer { installation in
                var named: String?
                if let account { named = try await installation.account(named: account).id.text }
                let mail = try installation.stores.store(of: .mail).database
                let name = DomainName.canonical(domain) ?? domain
                guard let key = try await DKIMExport.find(name, of: named, in: mail, installation.keyring) else {
                    throw CommandError(
                        "No key of '\(domain)': it is no sending domain, its page was never opened, or several accounts have it (name one with --account)."
                    )
                }
                let now = installation.clock.now()
                try await installation.database.write {
                    try $0.append(
                        AuditEvent(
                            .dkimKeyExported, by: .operatorCommand, on: key.domain, details: ["selector": key.selector]), at: now)
                }
                let printed = Printed(
                    domain: key.domain, selector: key.selector, privateKey: key.privateKey.exposed, record: key.record,
                    inUseAt: key.inUseAt?.rfc3339)
                return Answer(printed, key.privateKey.exposed)
            }
        }
    }

    struct MailPriceCommand: CommandGroup {
        static let configuration = CommandConfiguration(
            commandName: "price", abstract: "What a thousand accepted mails cost: list, set.", subcommands: [List.self, Set.self])

        struct Printed: Encodable {
            let currency: String
            let price: String
            let validFrom: String

            init(_ price: MailPrice) {
                currency = price.currency
                self.price = price.amount.decimal(.operatorCommand)
                validFrom = Day.iso(price.validFrom)
            }
        }

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Every price, the oldest first.")
            @OptionGroup var printing: Printing

            func run() async throws {
                try await printing.answer { installation in
                    let prices = try await installation.stores.store(of: .mail).database.read { try $0.mailPrices() }.map(Printed.init)
                    return Answer(prices, none: "No prices yet. 'lanyard mail price set' sets one.", ["currency", "a thousand", "from"]) {
                        [$0.currency, $0.price, $0.validFrom]
                    }
                }
            }
        }

        struct Set: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Set the price of a thousand accepted mails, from a day on.")
            @OptionGroup var printing: Printing
            @Argument(help: "The price, such as 0.80.") var price: String
            @Argument(help: "The currency, such as EUR.") var currency: String
            @Option(help: "The first day (UTC) of it, such as 2027-01-01; today if left out.") var from: String?

            func run() async throws {
                guard let amount = Amount(price), !amount.isNegative, amount <= MailPrice.highest else {
                    throw CommandError("'\(price)' is no price: write one like 0.80, up to 100000, with at most eight decimals.")
                }
                guard Currency.isKnown(currency) else { throw CommandError("'\(currency)' is no currency: write one like EUR.") }
                let day = from.map { Day.parse($0) }
                // From 2000 to 2199.
                guard from == nil || (day ?? nil).map((10_957..<84_006).contains) == true else {
                    throw CommandError("'\(from ?? "")' is no day from 2000 on: write one like 2027-01-01.")
                }
                try await printing.answer { installation in
                    let now = installation.clock.now()
                    let set = MailPrice(currency: currency, validFrom: (day ?? nil) ?? Day.of(now), amount: amount)
                    // Two databases share no transaction. The log comes first, so that nothing is changed that it does not tell.
                    let details = ["currency": currency, "from": Day.iso(set.validFrom)]
                    try await installation.database.write {
                        try $0.append(AuditEvent(.billingPriceSet, by: .operatorCommand, on: "mail prices", details: details), at: now)
                    }
                    try await installation.stores.store(of: .mail).database.write { try $0.set(set) }
                    let printed = Printed(set)
                    return Answer(printed, "\(printed.price) \(printed.currency) a thousand mails from \(printed.validFrom) on.")
                }
            }
        }
    }
}

/// What became of mails, from a file.
struct MailEventsCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "mail-events", abstract: "The Mail Control Panel's events: import.", subcommands: [ImportEvents.self])

    struct ImportEvents: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Bring events in, a JSON object a line. Safe to run again.")
        @OptionGroup var location: DataLocation
        @Argument(help: "The file.") var file: String
        @Flag(help: "Print the report as JSON.") var json = false

        func run() async throws {
            let installation = try await Installation(configuration: location.configuration(), role: .bulkCommand)
            let report: EventImport.Report
            do { report = try await installation.eventImport().run(file: file) } catch let error as LineFile.Unreadable {
                throw CommandError("\(error)")
            }
            await installation.stores.close()
            if json { try Output.json(report) } else { print(Self.words(report)) }
            guard report.imported + report.unchanged > 0 || report.rows == 0 else {
                throw CommandError("No line was taken. The first says: \(report.rejected.first?.reason ?? "nothing").")
            }
        }

        private static func words(_ report: EventImport.Report) -> String {
            let head = "\(report.rows) lines: \(report.imported) new, \(report.unchanged) known, \(report.rejected.count) rejected."
            let lines = report.rejected.prefix(20).map { "Rejected line \($0.line): \($0.reason)" }
            let more = report.rejected.count > 20 ? ["… and \(report.rejected.count - 20) more."] : []
            return ([head] + lines + more).joined(separator: "\n")
        }
    }
}
