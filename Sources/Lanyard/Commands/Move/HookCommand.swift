internal import Access
internal import ArgumentParser
internal import Core
internal import SQL
internal import Transition

/// Asks an old product for its people's passwords, which it cannot give away.
struct HookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook", abstract: "Ask an old product whether a password is right, at the first sign-in here; or end that.",
        discussion: """
            The product gets POST {"login": …, "password": …}, signed as Standard Webhooks has it, and answers {"valid": true} or {"valid": false} \
            within 1.5 seconds. The password is kept here from then on, and the product is not asked again.
            """)
    @OptionGroup var printing: Printing
    @Argument(help: "The product.") var product: String
    @Option(help: "Where it is asked: https, or http on this machine.") var url: String?
    @Flag(help: "Ask there no more.") var off = false

    func validate() throws {
        guard (url != nil) != off else { throw ValidationError("Give the address with --url, or --off.") }
    }

    func run() async throws {
        try await printing.answer { installation in
            let product = try installation.product(named: product).id
            let now = installation.clock.now()
            guard let url else {
                guard try await installation.database.write({ try $0.removePasswordHook(of: product, at: now) }) else {
                    throw CommandError("\(product) has no hook.")
                }
                return Answer(PrintedHook(product: product.rawValue, url: nil, secret: nil), "\(product) is asked for passwords no more.")
            }
            let made: (hook: PasswordHook, secret: Secret<String>)
            do { made = try PasswordHook.new(product, url: url, installation.keyring, at: now) } catch is PasswordHook.UnusableAddress {
                throw CommandError(
                    "'\(url)' cannot be used: passwords go by https, or by http on this machine alone, and no name stands in it.")
            }
            try await installation.database.write { try $0.register(made.hook, at: now) }
            return Answer(
                PrintedHook(product: product.rawValue, url: url, secret: made.secret.exposed),
                "\(product) is asked at \(url).\nsecret  \(made.secret.exposed)\nIt is not shown again; the product checks signatures with it."
            )
        }
    }
}

private struct PrintedHook: Encodable, Sendable {
    let product: String
    let url: String?
    let secret: String?
}
