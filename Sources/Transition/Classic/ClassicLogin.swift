package import Access
package import Core
internal import Credentials
package import Identity
package import SQL

/// A login of an old product, as the product itself has to know it to sign people in until they move.
package struct ClassicLogin: Sendable {
    /// By this the product names the person in assertions; it is the `sub` of their tokens too.
    package let subject: PersonID
    /// What the person may type, in normal form: addresses, and the user name of the product.
    package let names: [String]
    package let state: State

    package enum State: Sendable {
        /// `since`: they were inside before, and were rolled back then.
        case outside(password: StoredPassword, factor: Factor?, since: Timestamp?)
        /// The person signs in at the ID alone, and nothing of the old login counts.
        case inside
        /// Suspended, or erased.
        case closed
    }

    package enum Factor: Sendable {
        case authenticatorApp(App)
        case textMessage(PhoneNumber)
    }

    /// A generator of codes (RFC 6238).
    package struct App: Sendable {
        /// In base 32.
        package let secret: Secret<String>
        /// `SHA1`, `SHA256` or `SHA512`.
        package let algorithm: String
        package let digits: Int
        /// In seconds.
        package let period: Int
        /// Codes of that time step and of earlier ones are used up.
        package let lastStep: Int64?

        init(_ app: TOTP, lastStep: Int64?) {
            secret = Secret(Base32.encode(app.secret.exposed))
            algorithm = app.algorithm.rawValue
            digits = app.digits
            period = app.period
            self.lastStep = lastStep
        }
    }
}

extension Transaction {
    /// The person's login at the product as it is now. Seven indexed reads.
    package func classicLogin(of id: PersonID, at product: ProductID, _ keyring: Keyring) throws -> ClassicLogin {
        guard let person = try person(id), person.id == id, person.status != .erased else {
            return ClassicLogin(subject: id, names: [], state: .closed)
        }
        let names = try classicNames(of: id, at: product)
        guard person.status == .active else {
            // Whoever asked to be deleted may come back at the ID.
            return ClassicLogin(subject: id, names: names, state: person.status == .leaving ? .inside : .closed)
        }
        return ClassicLogin(subject: id, names: names, state: try classicCredentials(of: id, at: product, keyring) ?? .inside)
    }

    /// What the person may type there, in normal form.
    func classicNames(of id: PersonID, at product: ProductID) throws -> [String] {
        try addresses(of: id).map(\.address.canonical)
            + loginNames(of: id).filter { $0.product == product.rawValue }.compactMap { LoginName($0.name)?.canonical }
    }

    /// Whether the product itself can sign the person in: they came from it and did not move yet, and it can check all that they prove.
    /// `since`: when they did. A product that was registered later did not sign them in.
    package func signsInClassically(
        _ id: PersonID, at product: ProductID, since signIn: Timestamp? = nil, _ keyring: Keyring
    ) throws -> Bool {
        guard let classic = try classicProduct(product), signIn.map({ classic.registeredAt.seconds <= $0.seconds }) ?? true,
            let person = try person(id), person.id == id, person.status == .active
        else {
            return false
        }
        return try classicCredentials(of: id, at: product, keyring) != nil
    }

    private func classicCredentials(of id: PersonID, at product: ProductID, _ keyring: Keyring) throws -> ClassicLogin.State? {
        let returned: Timestamp? = try first(
            "SELECT returned_at FROM rollout_returns WHERE product = \(product) AND person_id = \(id)")?["returned_at"]
        let isOwn = try !rows(
            """
            SELECT 1 AS one FROM import_sources s WHERE s.person_id = \(id) AND s.product = \(product) AND s.joined = 0
            AND NOT EXISTS (SELECT 1 FROM rollout_logins l
                            WHERE l.product = s.product AND l.person_id = s.person_id AND l.succeeded_at IS NOT NULL)
            LIMIT 1
            """
        ).isEmpty
        // Whoever got another product while rolled back comes inside first.
        if returned != nil, try memberships(of: id).contains(where: { $0.product != product }) { return nil }
        guard isOwn, let credentials = try checkableCredentials(of: id, keyring) else { return nil }
        return .outside(password: credentials.password, factor: credentials.factor, since: returned)
    }

    /// What a product itself can check of all that the person proves at a sign-in now; nil if that is not all.
    func checkableCredentials(of id: PersonID, _ keyring: Keyring) throws -> (password: StoredPassword, factor: ClassicLogin.Factor?)? {
        guard let password = try password(of: id), let read = try? PasswordHash(stored: password.hash.exposed), !read.needsPepper else {
            return nil
        }
        guard let factor = try secondFactors(of: id).preferred else {
            // Whoever has a security key alone cannot show it there.
            return try passkeys(of: id).contains { $0.kind == .securityKey } ? nil : (password, nil)
        }
        switch factor.method {
        case .authenticatorApp(let app):
            return (password, .authenticatorApp(.init(try app.generator(of: factor.id, keyring), lastStep: app.lastAcceptedStep)))
        case .textMessage(let message): return (password, .textMessage(message.number))
        }
    }
}
