internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Dashboard
internal import ProductKit
internal import SQL

struct BillingCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "billing", abstract: "The dashboard's billing: top-up, prices, who is billed, credit notes.",
        subcommands: [TopUp.self, PriceCommand.self, BillingAccountCommand.self, CreditCommand.self])

    struct TopUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "top-up", abstract: "Record money that an account has paid.")
        @OptionGroup var printing: Printing
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Argument(help: "How much, such as 250.00.") var amount: String
        @Argument(help: "The currency, such as EUR.") var currency: String
        @Option(help: "What the ledger says about it.") var note = ""
        @Option(help: "The billing account it pays for, by its id; the account's first if left out.") var billingAccount: String?

        struct Printed: Encodable {
            let id: String
            let account: String
            let amount: String
            let currency: String
        }

        func run() async throws {
            guard let money = Amount(amount) else {
                throw CommandError(
                    "'\(amount)' is not an amount: write what was paid, more than zero, like 250.00, with at most eight decimals.")
            }
            try await printing.answer { installation in
                let account = try await installation.account(named: account)
                let currency = currency
                let note = note
                let billing = billingAccount
                let now = installation.clock.now()
                let entry: LedgerEntry
                do {
                    try LedgerEntry.check(amount: money, currency: currency, note: note)
                    try await installation.check(billingAccount, of: account.id.text, in: currency)
                    try await installation.database.write { tx in
                        try tx.append(
                            AuditEvent(
                                .billingToppedUp, by: .operatorCommand, on: account.id.text, account: account.id,
                                details: ["currency": currency]), at: now)
                    }
                    entry = try await installation.stores.store(of: .dashboard).database.write { tx in
                        let made = try LedgerEntry.topUp(
                            account: account.id.text, amount: money, currency: currency, note: note, at: now, in: tx)
                        if let billing { try made.assign(to: billing, in: tx) }
                        return made
                    }
                } catch let error as TopUpError { throw CommandError(error.message) }
                return Answer(
                    Printed(id: entry.id, account: entry.account, amount: amount, currency: currency),
                    "Recorded \(amount) \(currency) for \(account.name).")
            }
        }
    }
}
