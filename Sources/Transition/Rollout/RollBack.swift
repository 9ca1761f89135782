package import Access
package import Audit
package import Core
internal import Identity
package import SQL

/// Why somebody who is inside cannot go back to the product's own sign-in.
package enum StaysInside: String, Sendable, CaseIterable, SQLCodable {
    /// Their logins of several products are one person now.
    case joined
    /// Their ID opens another product too.
    case otherProducts = "other-products"
    /// They have no password, or only security keys beside it, or one that the product cannot check.
    case credentials
    /// An account of theirs asks for more than the product can prove.
    case policy
    /// Suspended or gone.
    case status
}

/// What became of the people of a phase.
package struct RolledBack: Sendable {
    package var back: [PersonID] = []
    package var staying: [(person: PersonID, why: StaysInside)] = []
    /// Where the next part goes on; nil at the end.
    package var next: PersonID?

    package init() {}
}

/// Brings people back to the product's own sign-in, with the password and the second factor that they have now.
package struct RollBack {
    private let tx: Transaction
    private let product: ProductID
    private let keyring: Keyring
    private let now: Timestamp
    private let actor: AuditEvent.Actor

    /// Throws `RolloutError.noClassicSignIn` for a product that has no sign-in of its own, and `nothingCounts` where everybody is led to the ID.
    package init(
        _ tx: Transaction, to product: ProductID, _ keyring: Keyring, at now: Timestamp, by actor: AuditEvent.Actor = .operatorCommand
    ) throws {
        guard try tx.classicProduct(product) != nil else { throw RolloutError.noClassicSignIn(product) }
        guard try tx.rolloutPhaseCounts(for: product) else { throw RolloutError.nothingCounts(product) }
        self.tx = tx
        self.product = product
        self.keyring = keyring
        self.now = now
        self.actor = actor
    }

    /// The next people whom the phase brought inside, up to 200: each goes back whole or stays. With `isDryRun` nothing changes.
    package func run(_ phase: RolloutPhase, after: PersonID?, isDryRun: Bool = false) throws -> RolledBack {
        let people: [PersonID] = try tx.rows(
            """
            SELECT person_id FROM rollout_logins WHERE phase_id = \(phase.id) AND succeeded_at IS NOT NULL AND person_id > \(after?.text ?? "")
            ORDER BY person_id LIMIT \(Self.part)
            """
        ).map { try $0["person_id"] }
        var result = RolledBack()
        for person in people {
            if let why = try obstacle(for: person) {
                result.staying.append((person, why))
            } else {
                if !isDryRun { try bring(person, held: true, byBrake: nil) }
                result.back.append(person)
            }
        }
        result.next = people.count == Self.part ? people.last : nil
        return result
    }

    private static let part = 200

    /// One person, however they came inside. Returns why not. With `held` no phase takes them in until the operator goes on with one.
    package func run(_ person: PersonID, held: Bool = true) throws -> StaysInside? { try run(person, held: held, byBrake: nil) }

    /// With a brake they are held until that is released: by the class they are of now, no brake may know them any more.
    func run(_ person: PersonID, held: Bool = true, byBrake brake: RolloutBrakeID?) throws -> StaysInside? {
        if let why = try obstacle(for: person) { return why }
        try bring(person, held: held, byBrake: brake)
        return nil
    }

    func obstacle(for id: PersonID) throws -> StaysInside? {
        guard let person = try tx.person(id), person.id == id, person.status == .active else { return .status }
        let sources = try tx.rows("SELECT product, joined FROM import_sources WHERE person_id = \(id)")
        guard try sources.contains(where: { try $0["product"] == product && $0["joined"] as Int == 0 }) else { return .joined }
        guard try tx.memberships(of: id).allSatisfy({ $0.product == product }) else { return .otherProducts }
        let found: (password: StoredPassword, factor: ClassicLogin.Factor?)?
        // One factor that cannot be read, under a key that is gone, must not stop the others.
        do { found = try tx.checkableCredentials(of: id, keyring) } catch is Keyring.Unreadable {
            return .credentials
        } catch is AuthenticatorApp.UnreadableFactor { return .credentials }
        guard let credentials = found else { return .credentials }
        let methods = credentials.factor.map { ["pwd", $0.method, "mfa"] } ?? ["pwd"]
        let signIn = SignInFacts(hasTwoFactors: credentials.factor != nil, methods: methods, at: now, address: nil)
        return try tx.demands(on: id, after: signIn, at: now).isEmpty ? nil : .policy
    }

    private func bring(_ person: PersonID, held: Bool, byBrake brake: RolloutBrakeID?) throws {
        try tx.run("DELETE FROM rollout_logins WHERE product = \(product) AND person_id = \(person)")
        try tx.run(
            """
            INSERT INTO rollout_returns (product, person_id, returned_at, is_held, brake_id)
            VALUES (\(product), \(person), \(now), \(held), \(brake))
            ON CONFLICT (product, person_id) DO UPDATE
            SET returned_at = excluded.returned_at, is_held = excluded.is_held, brake_id = excluded.brake_id
            """)
        try tx.endSessionsAndGrants(of: person, by: actor, at: now)
        try tx.append(
            AuditEvent(.loginReturned, by: actor, on: person.text, details: ["product": product.rawValue]), at: now)
    }
}

extension ClassicLogin.Factor {
    /// RFC 8176.
    fileprivate var method: String {
        switch self {
        case .authenticatorApp: "otp"
        case .textMessage: "sms"
        }
    }
}
