internal import Access
internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// Gives a product its old logins, sealed to its key: everybody, then whatever changed since. The product pulls it, so that nothing of the
/// ID opens a product's database. Cost: seven indexed reads a login, one key agreement a part.
enum ChangesEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.rolloutChanges, as: ProductClient.self, answer)
    }

    @Sendable static func answer(_ proof: ProductClient, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery(["after"])
        let place: ClassicList.Place
        switch request.query["after"] {
        case nil, "": place = .start(at: request.time)
        case let text?:
            guard let read = ClassicList.Place(text) else {
                throw Problem(
                    status: 422, code: "invalid", title: .english("This is no place in the list."),
                    detail: .english("Begin without “after”, then send what “next” said."))
            }
            place = read
        }
        let keyring = site.keyring
        let now = request.time
        let (classic, list) = try await site.database.readLong { tx in
            guard let classic = try tx.classicProduct(proof.product) else { throw Self.unregistered(proof.product) }
            return (classic, try tx.classicList(of: proof.product, from: place, keyring, at: now))
        }
        let plain: JSON = ["logins": .array(list.logins.map(\.json))]
        let sealed = try SealedForProduct(plain.bytes, to: classic)
        return .json([
            "encapsulated_key": .string(Base64URL.encode(sealed.encapsulatedKey)), "sealed": .string(Base64URL.encode(sealed.ciphertext)),
            "next": .string(list.next.text), "more": .bool(list.isMore),
        ])
    }

    private static func unregistered(_ product: ProductID) -> Problem {
        Problem(
            status: 409, code: "no-classic-sign-in", title: .english("This product has registered no key."),
            detail: .english("The operator registers it: lanyard rollout classic \(product.rawValue) --keys FILE."))
    }
}

extension ClassicLogin {
    fileprivate var json: JSON {
        let fields: [(String, JSON)] = [("subject", .string(subject.text)), ("names", .array(names.map(JSON.string)))]
        switch state {
        case .inside: return .object(fields + [("state", "inside")])
        case .closed: return .object(fields + [("state", "closed")])
        case .outside(let password, let factor, let since):
            let back = since.map { [("returned_at", JSON.string($0.rfc3339))] } ?? []
            let proofs: [(String, JSON)] = [
                ("password", .string(password.hash.exposed)), ("password_set_at", .string(password.setAt.rfc3339)),
                ("factor", factor.map(\.json) ?? .null),
            ]
            return .object(fields + [("state", "outside")] + proofs + back)
        }
    }
}

extension ClassicLogin.Factor {
    fileprivate var json: JSON {
        switch self {
        case .authenticatorApp(let app):
            [
                "kind": "totp", "secret": .string(app.secret.exposed), "algorithm": .string(app.algorithm), "digits": .int(app.digits),
                "period": .int(app.period), "last_step": app.lastStep.map(JSON.integer) ?? .null,
            ]
        case .textMessage(let number): ["kind": "sms", "number": .string(number.text)]
        }
    }
}
