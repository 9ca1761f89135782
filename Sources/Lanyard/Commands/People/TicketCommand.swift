internal import ArgumentParser
internal import Audit
internal import Core
internal import Identity
internal import SQL

/// Questions of people who cannot get on.
struct TicketCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "Questions of people who cannot get on with signing in: list, show, answer.",
        subcommands: [List.self, Show.self, Reply.self])

    struct Printed: Encodable, Sendable {
        let id: String
        let reference: String
        let address: String
        let step: String
        let product: String?
        let words: String
        let openedAt: String
        let answeredAt: String?
        let answer: String?

        enum CodingKeys: String, CodingKey {
            case id, reference, address, step, product, words, answer
            case openedAt = "opened_at"
            case answeredAt = "answered_at"
        }

        init(_ ticket: Ticket) {
            id = ticket.id.text
            reference = ticket.reference
            address = ticket.address.written
            step = ticket.step.rawValue
            product = ticket.product
            words = ticket.words
            openedAt = ticket.openedAt.rfc3339
            answeredAt = ticket.answeredAt?.rfc3339
            answer = ticket.answer
        }

        var text: String {
            let place = product.map { ", on the way to \($0)" } ?? ""
            let given = answer.map { "\n\nAnswered at \(answeredAt ?? ""):\n\n\($0)" } ?? ""
            return "\(reference)  \(openedAt)  \(address)\nAt the step: \(step)\(place)\n\n\(words)\(given)"
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The open questions, oldest first.")
        @OptionGroup var printing: Printing
        @Flag(help: "The answered ones too, newest first.") var all = false

        func run() async throws {
            try await printing.answer { installation in
                let all = all
                let tickets = try await installation.database.read { try $0.tickets(answered: all) }.map(Printed.init)
                return Answer(tickets, none: "Nobody asks for help.", ["reference", "opened", "address", "step", "product", "words"]) {
                    [$0.reference, $0.openedAt, $0.address, $0.step, $0.product ?? "", String($0.words.prefix(60))]
                }
            }
        }
    }

    struct Named: ParsableArguments {
        @Argument(help: "The question, by its reference.") var ticket: String

        func find(_ tx: Transaction) throws -> Ticket {
            guard let found = try tx.ticket(ticket) else {
                throw CommandError("There is no question '\(ticket)'. See them all: lanyard ticket list --all")
            }
            return found
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A question in full.")
        @OptionGroup var printing: Printing
        @OptionGroup var named: Named

        func run() async throws {
            try await printing.answer { installation in
                let named = named
                let printed = try await installation.database.read { Printed(try named.find($0)) }
                return Answer(printed, printed.text)
            }
        }
    }

    struct Reply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "answer", abstract: "Answer a question by mail.")
        @OptionGroup var printing: Printing
        @OptionGroup var named: Named
        @Option(help: "What the person reads.") var text: String

        func run() async throws {
            try await printing.answer { installation in
                let named = named
                let words = text
                let now = installation.clock.now()
                guard (1...Ticket.longest).contains(words.utf8.count) else {
                    throw CommandError("An answer has 1 to \(Ticket.longest) bytes.")
                }
                let printed = try await installation.database.write { tx in
                    let ticket = try named.find(tx)
                    guard try tx.answer(ticket, words, by: .operatorCommand, at: now) else {
                        throw CommandError("\(ticket.reference) was answered at \(ticket.answeredAt?.rfc3339 ?? "another time").")
                    }
                    return Printed(try named.find(tx))
                }
                return Answer(printed, "Answered \(printed.reference); the mail goes to \(printed.address).")
            }
        }
    }
}
