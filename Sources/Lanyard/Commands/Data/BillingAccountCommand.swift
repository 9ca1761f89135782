internal import Access
internal import ArgumentParser
internal import Core
internal import Dashboard
internal import ProductKit
internal import SQL
internal import Web

/// Who is billed. The customer's people make billing accounts; the tax is the operator's word.
struct BillingAccountCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Who is billed: list, tax.", subcommands: [List.self, SetTax.self])

    struct Printed: Encodable {
        let id: String
        let name: String
        let currency: String
        let taxCategory: String
        /// In per cent.
        let taxRate: String
        let taxReason: String

        init(_ one: BillingAccount) {
            id = one.id
            name = one.name
            currency = one.currency
            taxCategory = one.tax.category
            let cents = one.tax.rate % 100
            taxRate = "\(one.tax.rate / 100)" + (cents == 0 ? "" : cents % 10 == 0 ? ".\(cents / 10)" : ".\(cents / 10)\(cents % 10)")
            taxReason = one.tax.reason
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The billing accounts of an account.")
        @OptionGroup var printing: Printing
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String

        func run() async throws {
            try await printing.answer { installation in
                let account = try await installation.account(named: account)
                let found = try await installation.stores.store(of: .dashboard).database.read {
                    try $0.billingAccounts(of: account.id.text)
                }
                return Answer(found.map(Printed.init), none: "Nobody is billed yet.", ["id", "name", "currency", "tax", "%"]) {
                    [$0.id, $0.name, $0.currency, $0.taxCategory, $0.taxRate]
                }
            }
        }
    }

    struct SetTax: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tax", abstract: "Set the tax of the invoices to come. Issued ones stay as they are.")
        @OptionGroup var printing: Printing
        @Argument(help: "The billing account's id.") var billing: String
        @Argument(help: "The category (UNCL 5305): S, Z, E, AE or O.") var category: String
        @Argument(help: "The rate in per cent, such as 25 or 8.1.") var rate: String
        @Option(help: "What the invoice says of it, such as why no tax is due.") var reason = ""

        func run() async throws {
            try await printing.answer { installation in
                let found = try await installation.billingAccount(billing)
                let change: TaxChange
                do throws(BillingRefusal) { change = try TaxChange(category, rate: rate, reason: reason, of: found) } catch {
                    throw CommandError(error.message)
                }
                _ = try await installation.carryOut(change)
                return Answer(
                    Printed(try await installation.billingAccount(billing)),
                    "\(found.name) is invoiced with \(category) at \(rate) % from now on.")
            }
        }
    }
}

/// What is given back of an invoice.
struct CreditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit", abstract: "Issue a credit note: a net amount of an invoice, with its tax.")
    @OptionGroup var printing: Printing
    @Argument(help: "The invoice's number.") var number: String
    @Argument(help: "The net amount, such as 12.50.") var net: String
    @Option(help: "Why, as the credit note says it.") var note: String

    struct Printed: Encodable {
        let number: String
        let total: String
        let currency: String
    }

    func run() async throws {
        guard let amount = Amount(net) else { throw CommandError("'\(net)' is not an amount: write one like 12.50.") }
        try await printing.answer { installation in
            guard let seller = Seller(installation.options(of: .dashboard)) else {
                throw CommandError("Nobody issues invoices: set organisation.name in the configuration first.")
            }
            let made = try await installation.carryOut(CreditNote(amount, of: number, note: note, by: seller))
            func text(_ name: String) -> String { made[name]?.string ?? "" }
            let printed = Printed(number: text("number"), total: text("total"), currency: text("currency"))
            return Answer(printed, "\(printed.number) gives back \(printed.total) \(printed.currency).")
        }
    }
}
