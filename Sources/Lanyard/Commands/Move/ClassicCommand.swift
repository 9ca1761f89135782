internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Foundation
internal import JOSE
internal import OpenID
internal import SQL
internal import Transition

/// Registers the keys of a product that signs its people in by their old logins until they move.
struct ClassicCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classic", abstract: "Let a product sign its people in by their old logins until they move, or end that.",
        discussion: """
            FILE is a JWK Set with two public keys of the product: one to which its people's credentials are sealed (kty OKP, crv X25519, \
            use enc), and one by which it signs that somebody signed in with it (use sig: OKP Ed25519, EC P-256 or RSA).
            """)
    @OptionGroup var printing: Printing
    @Argument(help: "The product.") var product: String
    @Option(help: "The file with the product's public keys.") var keys: String?
    @Option(help: "The product's client, where it has several.") var client: String?
    @Flag(help: "From now on nothing of the product's own sign-in counts.") var off = false

    func validate() throws {
        guard (keys != nil) != off else { throw ValidationError("Give the product's public keys with --keys FILE, or --off.") }
    }

    func run() async throws {
        try await printing.answer { installation in
            let product = try installation.product(named: product).id
            if let part = ProductPart(rawValue: product.rawValue) {
                throw CommandError(
                    "\(part.name) follows the configuration: set \(part.rawValue).classic_sign_in there, and start it again.")
            }
            let given = try keys.map { try PublicKeys(file: $0) }
            let named = client
            let now = installation.clock.now()
            let printed = try await installation.database.write { tx in
                var client = try tx.client(of: product, named: named)
                client.assertionKeys = given?.signing
                if given == nil { client.grantTypes.remove(.assertion) } else { client.grantTypes.insert(.assertion) }
                try tx.update(client, by: .operatorCommand, at: now)
                if let given {
                    guard let classic = ClassicProduct(product, sealingKey: given.sealing, at: now) else { throw PublicKeys.unusable }
                    try tx.register(classic, by: .operatorCommand, at: now)
                } else {
                    try tx.unregisterClassic(product, by: .operatorCommand, at: now)
                }
                return PrintedClassic(product: product.rawValue, client: client.id.text, classic: given != nil)
            }
            return Answer(printed, printed.words)
        }
    }
}

private struct PrintedClassic: Encodable {
    let product: String
    let client: String
    let classic: Bool

    var words: String {
        classic
            ? "\(product) signs its people in by their old logins until they move."
            : "Nothing of \(product)'s own sign-in counts from now on. Its phases say where its logins are answered, as before."
    }
}

/// The two public keys of a product, read from a JWK Set.
private struct PublicKeys {
    let sealing: [UInt8]
    let signing: String

    static let unusable = CommandError(
        "The file must be a JWK Set with one key to seal to (OKP, X25519, use enc) and at least one that signs (use sig).")

    init(file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else { throw CommandError("The file \(file) cannot be read.") }
        guard let json = try? JSONValue(parsing: Array(data)), let keys = json["keys"]?.array,
            let sealing = keys.first(where: { $0["crv"]?.string == "X25519" && $0["use"]?.string == "enc" })?["x"]?.string
                .flatMap({ Base64URL.decode($0) }),
            let signing = try? KeySet(jwks: json), !signing.keys.isEmpty, sealing.count == 32
        else { throw Self.unusable }
        guard !keys.contains(where: { $0["d"] != nil }) else {
            throw CommandError("The file holds a private key. Give the public keys alone, and make new ones: these may have been seen.")
        }
        self.sealing = sealing
        self.signing = String(decoding: signing.json, as: UTF8.self)
    }
}

extension Transaction {
    /// The product's client that keeps a secret. Throws `CommandError` if there is none, or more than one and none is named.
    fileprivate func client(of product: ProductID, named name: String?) throws -> Client {
        let found = try clients().filter {
            $0.product == product.rawValue && $0.kind == .confidential && $0.account == nil && $0.revokedAt == nil
                && (name == nil || $0.id.text == name || $0.name == name)
        }
        guard let client = found.first else {
            throw CommandError(
                "\(product) has no such client that keeps a secret. Register one: lanyard client add NAME --product \(product).")
        }
        guard found.count == 1 else { throw CommandError("\(product) has several clients. Name one with --client.") }
        return client
    }
}
