package import Audit
package import Core
package import Credentials
internal import Language
internal import Outbox
package import SQL

/// Recovery of access: a mailed link that sets a password. A person imported as `invited` sets their first password in the same way.
package struct Recovery: Sendable {
    package var steps: SignInSteps
    package var policy: PasswordPolicy
    /// The URL of the page that sets a password, for a token. It never comes from a request's Host header.
    package var link: @Sendable (Secret<String>) -> String
    /// A product's name for use in a mail; nil if it has none.
    package var productName: @Sendable (String) -> String?
    /// What everybody knows here and nobody's password may be made of: the names of the organisation and its products.
    package var knownNames: [String] = []

    package init(
        steps: SignInSteps, policy: PasswordPolicy, productName: @escaping @Sendable (String) -> String? = { _ in nil },
        link: @escaping @Sendable (Secret<String>) -> String
    ) {
        self.steps = steps
        self.policy = policy
        self.productName = productName
        self.link = link
    }

    package enum Request: Sendable, Equatable {
        /// The answer is the same whether anybody has that address or not.
        case answered
        case wait(Duration)
    }

    /// Mails a link to each login that the address has. Takes as long for an unknown address as for a known one.
    /// `returnTo` is where the person was going.
    package func request(
        for address: EmailAddress, product: String?, returnTo: String? = nil, from origin: ClientOrigin
    ) async throws -> Request {
        try await request(counting: address.canonical, product: product, returnTo: returnTo, from: origin) { tx in
            try tx.candidates(for: address.canonical)
        }
    }

    /// The same by a name of an old product: each login with that name is mailed at its own address, if it has one.
    package func request(
        for name: LoginName, product: String?, returnTo: String? = nil, from origin: ClientOrigin
    ) async throws -> Request {
        try await request(counting: name.canonical, product: product, returnTo: returnTo, from: origin) { tx in
            try tx.candidates(typed: name.written)
        }
    }

    private func request(
        counting canonical: String, product: String?, returnTo: String?, from origin: ClientOrigin,
        _ candidates: @escaping @Sendable (Transaction) throws -> [Candidate]
    ) async throws -> Request {
        let now = steps.clock.now()
        let answer: Request = try await steps.database.write { tx in
            if let answer = try steps.countMail(tx, to: canonical, from: origin, at: now) { return answer }
            for candidate in try candidates(tx).meant(by: product) { try self.mail(tx, candidate, returnTo: returnTo, at: now) }
            return .answered
        }
        try await steps.defence.floor.wait(since: now)
        return answer
    }

    package enum SentLink: Sendable, Equatable {
        case sent(EmailAddress)
        /// The address was mailed too often in the last hour.
        case tooMany
        /// Somebody without an address, or who may not sign in.
        case nobody
    }

    /// Mails a link to the person's main address, not because somebody entered it. `check` throws for whoever may not ask for it.
    package func sendLink(
        to id: PersonID, by actor: AuditEvent.Actor, at now: Timestamp, check: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) async throws -> SentLink {
        try await steps.database.write { tx in
            try check(tx)
            guard let person = try tx.person(id), !person.status.isClosed, let main = try tx.mainAddress(of: person.id) else {
                return .nobody
            }
            if try tx.countTry(for: [.mail(main.address.canonical)], limits: steps.defence.limits, at: now) != nil { return .tooMany }
            let candidate = Candidate(person: person, addressID: main.id, products: [], verified: main.verifiedAt != nil)
            try self.mail(tx, candidate, by: actor, returnTo: nil, at: now)
            return .sent(main.address)
        }
    }

    private func mail(
        _ tx: Transaction, _ candidate: Candidate, by actor: AuditEvent.Actor = .system, returnTo: String?, at now: Timestamp
    ) throws {
        let addresses = try tx.addresses(of: candidate.person.id)
        let meant = candidate.addressID.map { id in addresses.first { $0.id == id } } ?? addresses.main
        guard let own = meant else { return }
        let address = own.address
        let products = candidate.products.compactMap(productName).map { Phrase.text($0) }
        let recipient = Recipient(address, candidate.person.reader)
        let greeting = Phrase("identity.hello", ["name": candidate.person.name])
        guard candidate.person.status != .suspended else {
            let why =
                products.isEmpty
                ? "identity.suspended-asked" : Phrase("identity.suspended-asked-for", ["products": Phrase.all(products)])
            let letter = Letter("identity.suspended-title", [greeting, why], ending: ["identity.suspended-next"])
            return try tx.send(letter.message(to: recipient), at: now)
        }
        let token = SystemRandom().token()
        let back = try returnTo.map { try steps.keyring.seal(Array($0.utf8), purpose: MailLink.returnPurpose) }
        let link = MailLink(
            personID: candidate.person.id, addressID: own.id, expiresAt: now + MailLink.lifetime, sealedReturn: back)
        try tx.insert(link, token: token, at: now)
        try tx.append(AuditEvent(.passwordLinkSent, by: actor, on: candidate.person.id.text), at: now)
        let (title, asked): (Phrase, Phrase) =
            products.isEmpty
            ? ("identity.set-password", "identity.set-password-asked")
            : (
                Phrase("identity.set-password-for", ["products": Phrase.all(products)]),
                Phrase("identity.set-password-asked-for", ["products": Phrase.all(products)])
            )
        let letter = Letter(
            title, [greeting, asked], action: ("identity.set-password", self.link(token)), ending: ["identity.set-password-not-asked"])
        try tx.send(letter.message(to: recipient), sealedBy: steps.keyring, at: now)
    }
}

extension SignInSteps {
    /// Counts a mail that somebody asks to have sent to that address. nil if it may leave. Checks the network first: a client that asks for
    /// many addresses must wait. Too many mails to one address are silently not sent.
    func countMail(_ tx: Transaction, to address: EmailAddress, from origin: ClientOrigin, at now: Timestamp) throws -> Recovery.Request? {
        try countMail(tx, to: address.canonical, from: origin, at: now)
    }

    fileprivate func countMail(
        _ tx: Transaction, to canonical: String, from origin: ClientOrigin, at now: Timestamp
    ) throws -> Recovery.Request? {
        if let wait = try tx.countTry(for: [.network(origin)], limits: defence.limits, at: now) { return .wait(wait) }
        return try tx.countTry(for: [.mail(canonical)], limits: defence.limits, at: now) == nil ? nil : .answered
    }
}
