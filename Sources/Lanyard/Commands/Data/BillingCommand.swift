internal import Access
internal import ArgumentParser
internal import Core
internal import Dashboard
internal import SQL

struct BillingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "billing", abstract: "The dashboard's billing: top-up.", subcommands: [TopUp.self])

    struct TopUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "top-up", abstract: "Record money that an account has paid.")
        @OptionGroup var place: Place
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Argument(help: "How much, such as 250.00.") var amount: String
        @Argument(help: "The currency, such as EUR.") var currency: String
        @Option(help: "What the ledger says about it.") var note = ""

        func run() async throws {
            guard let money = Amount(amount) else {
                throw Refusal("'\(amount)' is not an amount. Write it like 250.00, with at most eight decimals.")
            }
            let installation = try await place.installation()
            let account = try await installation.account(named: account)
            let (currency, note, now) = (currency, note, installation.clock.now())
            do {
                try await installation.stores.dashboard.database.write { tx in
                    try LedgerEntry.topUp(account: account.id.text, amount: money, currency: currency, note: note, at: now, in: tx)
                }
            } catch let error as TopUpError { throw Refusal(error.message) }
            await installation.stores.close()
            print("Recorded \(amount) \(currency) for \(account.name).")
        }
    }
}
