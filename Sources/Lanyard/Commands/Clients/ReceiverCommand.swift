internal import ArgumentParser
internal import Audit
internal import Core
internal import SQL
internal import Signals

/// Who is told what happened, and what became of it.
struct ReceiverCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "receiver", abstract: "Who is told of events: list, add, remove, enable, deliveries, replay.",
        subcommands: [List.self, AddReceiver.self, Remove.self, Enable.self, Deliveries.self, Replay.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The receivers, oldest first.")
        @OptionGroup var printing: Printing

        func run() async throws {
            try await printing.answer { installation in
                let receivers = try await installation.database.read { try $0.signalReceivers() }.map(Printed.init)
                return Answer(receivers, none: "Nobody is told of events.", ["id", "product", "form", "url", "state"]) {
                    [$0.id, $0.product, $0.form, $0.url, $0.disabledBecause.map { "disabled: " + $0 } ?? "works"]
                }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tell a receiver nothing any more; what still waits for it goes too.")
        @OptionGroup var printing: Printing
        @Argument(help: "The receiver's id.") var receiver: String

        func run() async throws {
            try await printing.answer { installation in
                let found = try await installation.receiver(named: receiver)
                let now = installation.clock.now()
                try await installation.database.write { try $0.remove(found, at: now) }
                return Answer(Printed(found), "Removed \(found.id), \(found.url).")
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send to a receiver again that answered 410. What happened meanwhile is not sent; what waited before is.")
        @OptionGroup var printing: Printing
        @Argument(help: "The receiver's id.") var receiver: String

        func run() async throws {
            try await printing.answer { installation in
                let found = try await installation.receiver(named: receiver)
                let now = installation.clock.now()
                try await installation.database.write { try $0.enable(found, by: .operatorCommand, at: now) }
                return Answer(Printed(try await installation.receiver(named: receiver)), "\(found.id) is sent to again.")
            }
        }
    }

    struct Deliveries: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a receiver was sent in the last 30 days, newest first.")
        @OptionGroup var printing: Printing
        @Argument(help: "The receiver's id.") var receiver: String
        @Option(help: "waiting, sent or failed.") var state: String?
        @Option(help: "Only those before this id.") var before: String?
        @Option(help: "How many at most.") var limit = 50

        func run() async throws {
            let wanted = try state.map { text in
                guard let state = SignalDelivery.State(rawValue: text) else { throw CommandError("--state is waiting, sent or failed.") }
                return state
            }
            let before: DeliveryID? = try before.map { try Identifier(named: $0) }
            let limit = limit
            try await printing.answer { installation in
                let found = try await installation.receiver(named: receiver)
                let deliveries = try await installation.database.readLong {
                    try $0.signalDeliveries(of: found.id, in: wanted, before: before, limit: limit)
                }.map(PrintedDelivery.init)
                return Answer(deliveries, none: "Nothing was sent.", ["id", "type", "state", "tries", "last try", "answer"]) {
                    [$0.id, $0.type, $0.state, String($0.tries), $0.triedAt ?? "", $0.error ?? $0.status.map { String($0) } ?? ""]
                }
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send again what a receiver did not accept. Each message keeps its id, so that nobody takes it for another.")
        @OptionGroup var printing: Printing
        @Argument(help: "The receiver's id.") var receiver: String
        @Option(help: "This message alone, sent or not.") var message: String?
        @Option(help: "Those of this time and later, like 2027-01-31T00:00:00Z.") var since: String?
        @Flag(name: .customLong("also-sent"), help: "Those that were accepted, too.") var alsoSent = false

        func run() async throws {
            let message: DeliveryID? = try message.map { try Identifier(named: $0) }
            let start = try since.map { text in
                guard let time = Timestamp(rfc3339: text) else { throw CommandError("--since is a time like 2027-01-31T00:00:00Z.") }
                return time
            }
            let alsoSent = alsoSent
            try await printing.answer { installation in
                let found = try await installation.receiver(named: receiver)
                let now = installation.clock.now()
                let count = try await installation.database.write {
                    try $0.replaySignals(
                        of: found, message, since: start ?? Timestamp(seconds: 0), alsoSent: alsoSent, by: .operatorCommand, at: now)
                }
                return Answer(["replayed": count], "\(count) messages are sent again.")
            }
        }
    }
}

extension ReceiverCommand {
    struct Printed: Encodable {
        let id: String
        let product: String
        let form: String
        let url: String
        let types: [String]
        let audience: String?
        let createdAt: String
        let disabledAt: String?
        let disabledBecause: String?

        init(_ receiver: SignalReceiver) {
            id = receiver.id.text
            product = receiver.product
            form = receiver.form.rawValue
            url = receiver.url
            types = receiver.types
            audience = receiver.audience.isEmpty ? nil : receiver.audience
            createdAt = receiver.createdAt.rfc3339
            disabledAt = receiver.disabledAt?.rfc3339
            disabledBecause = receiver.disabledBecause
        }
    }

    struct PrintedDelivery: Encodable {
        let id: String
        let event: String
        let type: String
        let state: String
        let tries: Int
        let createdAt: String
        let triedAt: String?
        let nextTryAt: String?
        let status: Int?
        let error: String?
        let body: String

        init(_ delivery: SignalDelivery) {
            id = delivery.id.text
            event = delivery.event.text
            type = delivery.type
            state = delivery.state.rawValue
            tries = delivery.tries
            createdAt = delivery.createdAt.rfc3339
            triedAt = delivery.triedAt?.rfc3339
            nextTryAt = delivery.state == .waiting ? delivery.nextTryAt.rfc3339 : nil
            status = delivery.lastStatus
            error = delivery.lastError
            body = delivery.body
        }
    }
}

extension Installation {
    func receiver(named text: String) async throws -> SignalReceiver {
        guard let id = SignalReceiverID(text), let receiver = try await database.read({ try $0.signalReceiver(id) }) else {
            throw CommandError("There is no receiver '\(text)'. 'lanyard receiver list' shows their ids.")
        }
        return receiver
    }
}
