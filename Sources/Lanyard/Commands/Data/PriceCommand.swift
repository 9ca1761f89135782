internal import ArgumentParser
internal import Core
internal import Dashboard
internal import ProductKit
internal import SQL
internal import Traffic

/// What a part of a message costs. Messages that came in keep the price of their day.
struct PriceCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "price", abstract: "What messages that programs send in cost, by country: list, set.",
        subcommands: [List.self, Set.self])

    struct Printed: Encodable {
        let currency: String
        /// `*` for every country without a price of its own.
        let country: String
        let price: String
        let validFrom: String

        init(_ price: Price) {
            currency = price.currency
            country = price.country.isEmpty ? "*" : price.country
            self.price = price.amount.decimal(.operatorCommand)
            validFrom = Day.iso(price.validFrom)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every price, the newest of a country first.")
        @OptionGroup var printing: Printing

        func run() async throws {
            try await printing.answer { installation in
                let prices = try await installation.stores.store(of: .dashboard).database.read { try $0.prices() }.map(Printed.init)
                return Answer(
                    prices, none: "No prices yet. 'lanyard billing price set' sets one.", ["currency", "country", "a part", "from"]
                ) { [$0.currency, $0.country, $0.price, $0.validFrom] }
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set the price of a part of a message, from a day on.")
        @OptionGroup var printing: Printing
        @Argument(help: "The country's code, such as SE; * for every country without a price of its own.") var country: String
        @Argument(help: "The price, such as 0.0450.") var price: String
        @Argument(help: "The currency, such as EUR.") var currency: String
        @Option(help: "The first day (UTC) of it, such as 2027-01-01; today if left out.") var from: String?

        func run() async throws {
            let day = from.map { Day.parse($0) }
            if case .some(.none) = day { throw CommandError("'\(from ?? "")' is no day: write one like 2027-01-01.") }
            try await printing.answer { installation in
                let change: PriceChange
                do throws(BillingRefusal) {
                    change = try PriceChange(
                        [(country: country, price: price)], currency, from: (day ?? nil) ?? Day.of(installation.clock.now()))
                } catch { throw CommandError(error.message) }
                _ = try await installation.carryOut(change)
                guard let set = change.prices.first else { throw CommandError("No price was set.") }
                let printed = Printed(set)
                return Answer(printed, "\(printed.country): \(printed.price) \(printed.currency) a part from \(printed.validFrom) on.")
            }
        }
    }
}
