internal import Access
internal import ArgumentParser
internal import Core
internal import Foundation
internal import SQL
internal import Signals

extension ReceiverCommand {
    struct AddReceiver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract:
                "Have events of a product sent to an address: signed webhooks, or security events (CAEP). A webhook's secret is printed once."
        )
        @OptionGroup var printing: Printing
        @Argument(help: "The address: https, or http on this machine.") var url: String
        @Option(help: "The product; needed where there are several.") var product: String?
        @Option(name: .customLong("as"), help: "webhook or security-events.") var form = "webhook"
        @Option(help: "A type of event that is sent; may be given several times. Without it all are.") var type: [String] = []
        @Option(help: "The audience of security events; the address without it.") var audience: String?
        @Flag(
            name: .customLong("token-stdin"), help: "Read from standard input the bearer token that a receiver of security events asks for."
        )
        var tokenFromInput = false

        struct Printed: Encodable {
            let id: String
            let secret: String?
        }

        func run() async throws {
            guard let form = SignalReceiver.Form(rawValue: form) else { throw CommandError("--as is webhook or security-events.") }
            guard form == .securityEvents || !(tokenFromInput || audience != nil) else {
                throw CommandError("--audience and --token-stdin are for security events: a webhook is signed with a secret of its own.")
            }
            let token = tokenFromInput ? readLine().map { Secret($0.trimmingCharacters(in: .whitespaces)) } : nil
            try await printing.answer(creating: true) { installation in
                var terms = SignalTerms(product: try Self.product(product, installation).id.rawValue, form: form, url: url)
                terms.types = type
                terms.audience = audience
                terms.token = token
                let now = installation.clock.now()
                let made: (SignalReceiver, Secret<String>?)
                do { made = try terms.receiver(sealedBy: installation.keyring, at: now) } catch let error as SignalError {
                    throw CommandError(Self.sentence(error))
                }
                let (receiver, secret) = made
                try await installation.database.write { try $0.add(receiver, at: now) }
                let written = secret.map { "\nSecret (kept nowhere in this form; write it down now): \($0.exposed)" } ?? ""
                return Answer(Printed(id: receiver.id.text, secret: secret?.exposed), "Receiver \(receiver.id).\(written)")
            }
        }

        private static func product(_ name: String?, _ installation: Installation) throws -> Product {
            let products = installation.catalog.products
            let found = products.first { $0.id.rawValue == name } ?? (name == nil && products.count == 1 ? products.first : nil)
            guard let found else {
                throw CommandError("Name the product with --product: \(products.map(\.id.rawValue).joined(separator: ", ")).")
            }
            return found
        }

        private static func sentence(_ error: SignalError) -> String {
            switch error {
            case .unknownTypes(let unknown, let known):
                "Nothing is sent by the name \(unknown.joined(separator: ", ")). These are: \(known.joined(separator: ", "))."
            case .unusableAddress: "The address must begin with https://, or with http://localhost or http://127.0.0.1."
            }
        }
    }
}
