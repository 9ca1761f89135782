internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Dashboard
internal import ProductKit
internal import SQL

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
            guard BillingAccount.Tax.categories.contains(category) else {
                throw CommandError("'\(category)' is no category: write one of \(BillingAccount.Tax.categories.joined(separator: ", ")).")
            }
            guard let amount = Amount(rate), !amount.isNegative, amount <= Amount(units: 100 * 100_000_000), amount.units % 1_000_000 == 0
            else {
                throw CommandError("'\(rate)' is no rate: write one like 25 or 8.1, up to 100, with two decimals at most.")
            }
            let hundredths = Int(amount.units / 1_000_000)
            guard hundredths == 0 || category == "S" else { throw CommandError("Only the category S has a rate: write 0.") }
            guard reason.count <= 200 else { throw CommandError("The reason may have 200 characters at most.") }
            let tax = BillingAccount.Tax(category: category, rate: hundredths, reason: reason)
            try await printing.answer { installation in
                let now = installation.clock.now()
                let dashboard = try installation.stores.store(of: .dashboard).database
                guard var found = try await dashboard.read({ try $0.billingAccount(billing) }) else {
                    throw CommandError.noBillingAccount(billing)
                }
                found.tax = tax
                let changed = found
                let details = ["category": category, "rate": rate]
                try await installation.database.write {
                    try $0.append(AuditEvent(.billingTaxSet, by: .operatorCommand, on: changed.id, details: details), at: now)
                }
                try await dashboard.write { try $0.update(changed) }
                return Answer(Printed(changed), "\(changed.name) is invoiced with \(category) at \(rate) % from now on.")
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
        guard !note.isEmpty, note.count <= 200 else { throw CommandError("Say why with --note, in up to 200 characters.") }
        try await printing.answer { installation in
            guard let seller = Seller(installation.options(of: .dashboard)) else {
                throw CommandError("Nobody issues invoices: set organisation.name in the configuration first.")
            }
            let now = installation.clock.now()
            let dashboard = try installation.stores.store(of: .dashboard).database
            guard let invoice = try await dashboard.read({ try $0.invoice(numbered: number) }) else {
                throw CommandError("There is no invoice '\(number)'.")
            }
            do {
                try await dashboard.read { tx in try Invoicing.checkCredit(invoice, net: amount, in: tx) }
            } catch let refusal as Invoicing.CreditRefusal { throw CommandError(refusal.message) }
            let details = ["invoice": number]
            try await installation.database.write {
                try $0.append(AuditEvent(.billingCredited, by: .operatorCommand, on: number, details: details), at: now)
            }
            let note = note
            let made: Invoice
            do {
                made = try await dashboard.write { tx in
                    try Invoicing(tx, seller: seller, at: now).credit(invoice, net: amount, note: note)
                }
            } catch let refusal as Invoicing.CreditRefusal { throw CommandError(refusal.message) }
            let total = made.total.decimal(.operatorCommand)
            return Answer(
                Printed(number: made.number, total: total, currency: made.currency), "\(made.number) gives back \(total) \(made.currency).")
        }
    }
}

extension Invoicing.CreditRefusal {
    fileprivate var message: String {
        switch self {
        case .notPositive: "The amount must be more than zero."
        case .tooMuch: "That is more than the invoice asks for and earlier credit notes have left."
        case .isCredit: "A credit note gives nothing back itself: name the invoice."
        case .tooFine: "The amount has more decimals than its currency."
        }
    }
}

extension CommandError {
    static func noBillingAccount(_ id: String) -> CommandError {
        CommandError("There is no billing account '\(id)'. 'lanyard billing account list ACCOUNT' shows those of an account.")
    }
}

extension Installation {
    /// Throws `CommandError` unless it is a billing account of that account, in that currency.
    func check(_ billing: String?, of account: String, in currency: String) async throws {
        guard let billing else { return }
        let found = try await stores.store(of: .dashboard).database.read { try $0.billingAccount(billing) }
        guard let found, found.account == account else { throw CommandError.noBillingAccount(billing) }
        guard found.currency == currency else { throw CommandError("\(found.name) is invoiced in \(found.currency), not in \(currency).") }
    }
}
