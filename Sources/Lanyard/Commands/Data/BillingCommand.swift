internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Dashboard
internal import ProductKit
internal import SQL
internal import Web

struct BillingCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "billing", abstract: "The dashboard's billing: top-up, payment, correction, prices, who is billed, credit notes.",
        subcommands: [
            TopUp.self, PaymentCommand.self, CorrectionCommand.self, PriceCommand.self, BillingAccountCommand.self, CreditCommand.self,
        ])

    struct TopUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "top-up", abstract: "Record money that an account has paid.")
        @OptionGroup var printing: Printing
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Argument(help: "How much, such as 250.00.") var amount: String
        @Argument(help: "The currency, such as EUR.") var currency: String
        @Option(help: "What the ledger says about it.") var note = ""
        @Option(help: "The billing account it pays for, by its id; the account's first if left out.") var billingAccount: String?

        func run() async throws {
            let money = try Amount(paid: amount)
            try await printing.answer { installation in
                let account = try await installation.account(named: account)
                var billing: BillingAccount?
                if let billingAccount { billing = try await installation.billingAccount(billingAccount) }
                let made = try await installation.carryOut(
                    MoneyIn(topUp: money, currency, account: account.id.text, billing: billing, note: note))
                return Answer(
                    PrintedEntry(id: made["entry"]?.string ?? "", account: account.id.text, amount: amount, currency: currency),
                    "Recorded \(amount) \(currency) for \(account.name).")
            }
        }
    }
}

/// What was booked in the ledger.
struct PrintedEntry: Encodable {
    let id: String
    let account: String
    let amount: String
    let currency: String
}

/// Money that was paid for an invoice.
struct PaymentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "Record money that was paid for an invoice, in its currency.")
    @OptionGroup var printing: Printing
    @Argument(help: "The invoice's number.") var number: String
    @Argument(help: "How much, such as 250.00.") var amount: String
    @Option(help: "What it was paid in, such as EUR, to be sure that it is the invoice's currency.") var currency: String?
    @Option(help: "What the ledger says about it.") var note = ""

    func run() async throws {
        let money = try Amount(paid: amount)
        try await printing.answer { installation in
            let number = number
            let dashboard = try installation.stores.store(of: .dashboard).database
            let found = try await dashboard.read { tx in
                try tx.invoice(numbered: number).flatMap { try tx.billingAccount($0.billingAccount) }
            }
            guard let billing = found else { throw CommandError("There is no invoice '\(number)'.") }
            let made = try await installation.carryOut(MoneyIn(payment: money, currency, of: number, by: billing, note: note))
            return Answer(
                PrintedEntry(id: made["entry"]?.string ?? "", account: billing.account, amount: amount, currency: billing.currency),
                "Recorded \(amount) \(billing.currency) for \(number) of \(billing.name).")
        }
    }
}

/// What puts a balance right.
struct CorrectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correction", abstract: "Put a balance right, up or down, in the currency of its billing account.")
    @OptionGroup var printing: Printing
    @Argument(help: "The billing account's id.") var billing: String
    @Argument(help: "How much, such as 12.50; -12.50 takes it off.") var amount: String
    @Option(help: "Why, as the ledger says it.") var note: String

    func run() async throws {
        // As the parser of arguments takes it (`LanyardCommand`).
        let amount = amount.replacing("\u{2212}", with: "-")
        guard let money = Amount(amount) else {
            throw CommandError("'\(amount)' is not an amount: write one like 12.50 or -12.50, with at most eight decimals.")
        }
        try await printing.answer { installation in
            let found = try await installation.billingAccount(billing)
            let made = try await installation.carryOut(Correction(money, of: found, note: note))
            return Answer(
                PrintedEntry(id: made["entry"]?.string ?? "", account: found.account, amount: amount, currency: found.currency),
                "Corrected the balance of \(found.name) by \(amount) \(found.currency).")
        }
    }
}

extension Amount {
    /// Throws `CommandError` for what is no amount.
    fileprivate init(paid text: String) throws {
        guard let amount = Amount(text) else {
            throw CommandError(
                "'\(text)' is not an amount: write what was paid, more than zero, like 250.00, with at most eight decimals.")
        }
        self = amount
    }
}

extension Installation {
    /// Two databases share no transaction. The log comes first, so that nothing is changed that it does not tell. Throws `CommandError` for
    /// what is refused.
    func carryOut(_ change: some BillingChange) async throws -> JSON {
        let now = clock.now()
        let dashboard = try stores.store(of: .dashboard).database
        let record = change.record
        guard let action = AuditAction(rawValue: record.event) else { throw CommandError("The log has no event '\(record.event)'.") }
        let event = AuditEvent(
            action, by: .operatorCommand, on: record.subject, account: record.account.flatMap { AccountID($0) }, details: record.details)
        do {
            try await dashboard.read { tx in try change.check(in: tx) }
            try await database.write { tx in try tx.append(event, at: now) }
            return .object(try await dashboard.write { tx in try change.carryOut(.operatorCommand, at: now, in: tx) })
        } catch let refusal as BillingRefusal { throw CommandError(refusal.message) }
    }

    /// Throws `CommandError` for one that is not there.
    func billingAccount(_ id: String) async throws -> BillingAccount {
        let found = try await stores.store(of: .dashboard).database.read { try $0.billingAccount(id) }
        guard let found else {
            throw CommandError("There is no billing account '\(id)'. 'lanyard billing account list ACCOUNT' shows those of an account.")
        }
        return found
    }
}
