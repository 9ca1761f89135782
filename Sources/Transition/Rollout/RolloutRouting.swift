package import Access
package import Core
internal import Identity
package import SQL

/// What the product says of the browser in which somebody signs in.
package struct BrowserFacts: Sendable {
    /// Its family, as the product tells them apart.
    let family: String?
    /// Whether this browser, or its network, signed that login in before.
    let isKnown: Bool?

    package init(family: String?, isKnown: Bool?) {
        self.family = family
        self.isKnown = isKnown
    }
}

/// Where a login is answered during a product's move.
///
/// Cost: the phases come from memory, checked by the database's change counter; the person is one indexed read. An answer `id` writes
/// without an fsync, the same for a login that nobody has, so that the time tells nothing either.
package final class RolloutRouting: Sendable {
    package enum Place: String, Sendable { case classic, id }

    private let database: any Database
    private let phases: CurrentRead<[RolloutPhase]>
    private let brakes: CurrentRead<[RolloutBrake]>

    package init(_ database: any Database) {
        self.database = database
        phases = CurrentRead(database) { try $0.rolloutPhases() }
        brakes = CurrentRead(database) { try $0.standingBrakes() }
    }

    /// Where that login of the product signs in.
    package func place(
        of login: String, in product: ProductID, from browser: BrowserFacts, at now: Timestamp
    ) async throws -> Place {
        let phases = try await phases.value().filter { $0.product == product && $0.state.counts }
        // Without a phase everybody is inside.
        guard !phases.isEmpty else { return .id }
        let text = Self.normalised(login)
        let found = try await database.read { try $0.sentLogins(text, product: product, phases) }
        let isBraked = try await isBraked(found, in: product, from: browser, at: now)
        if isBraked || found.contains(where: { !$0.isInside && $0.stays(at: now) }) { return .classic }
        if found.contains(where: { $0.isInside || $0.wasSent }) {
            // As much as for somebody new, so that the time does not tell them apart.
            if let phase = phases.first {
                try await database.writeUnflushed { try $0.noteSent(nil, product, by: phase.id, from: browser, at: now) }
            }
            return .id
        }
        let logins = found.isEmpty ? [RolloutLogin(person: nil, text: text)] : found.map(\.login)
        for login in logins {
            guard let phase = phases.taking(login, at: now) else { continue }
            try await database.writeUnflushed { try $0.noteSent(login.person, product, by: phase.id, from: browser, at: now) }
            return .id
        }
        return .classic
    }

    /// Whether tries to sign in are evidence: of any product, or of that one. From memory, but for the database's change counter.
    package func watches(_ product: ProductID? = nil) async throws -> Bool {
        try await phases.value().contains { $0.state.counts && (product == nil || $0.product == product) }
    }

    /// Whether the login is of a class that is paused, and has not yet succeeded inside.
    private func isBraked(
        _ found: [SentLogin], in product: ProductID, from browser: BrowserFacts, at now: Timestamp
    ) async throws -> Bool {
        let standing = try await brakes.value().filter { $0.product == product }
        guard !standing.isEmpty, !found.contains(where: \.isInside), let person = found.first?.login.person else { return false }
        let whom = try await database.read { try $0.episodeClass(of: person, browser: browser.family ?? "other", at: now) }
        return standing.contains { $0.whom.contains(whom) }
    }

    /// The form in which a login is looked up and drawn.
    static func normalised(_ login: String) -> String {
        login.loginForm ?? login.trimmed.lowercased()
    }
}

extension [RolloutPhase] {
    /// The first phase that takes the person in now, whichever of these logins they type.
    func taking(_ logins: [RolloutLogin], at now: Timestamp) -> RolloutPhase? { logins.lazy.compactMap { taking($0, at: now) }.first }

    /// The first phase that takes the login in now; nil if there is none, or if any of them leaves it out.
    func taking(_ login: RolloutLogin, at now: Timestamp) -> RolloutPhase? {
        if contains(where: { $0.leavesOut(login) }) { return nil }
        return first { $0.hasAgreed(on: login, at: now) || $0.isOpen(at: now) && $0.takes(login, at: now) }
    }
}

extension Transaction {
    /// Whether the person goes on signing in at the product itself: it can do that, and no phase took them in or would now, or their class is
    /// paused and they have not been in.
    package func staysOutside(_ id: PersonID, of product: ProductID, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        let sent = try first("SELECT succeeded_at FROM rollout_logins WHERE product = \(product) AND person_id = \(id)")
        guard try classicProduct(product) != nil, try sent?["succeeded_at"] as Timestamp? == nil,
            try signsInClassically(id, at: product, keyring)
        else { return false }
        if try isBraked(id, of: product, at: now) { return true }
        if let wait = try wait(of: id, for: product), wait > now { return true }
        if sent != nil { return false }
        if try isHeld(id, of: product) { return true }
        // Without a phase everybody is inside.
        guard try rolloutPhaseCounts(for: product) else { return false }
        return try phase(taking: id, of: product, knownBy: classicNames(of: id, at: product), at: now) == nil
    }

    /// Whether a class of theirs is paused, whatever their browser.
    func isBraked(_ id: PersonID, of product: ProductID, at now: Timestamp) throws -> Bool {
        let standing = try standingBrakes(of: product).filter { $0.whom.browser == nil }
        guard !standing.isEmpty else { return false }
        let whom = try episodeClass(of: id, browser: "", at: now)
        return standing.contains { $0.whom.contains(whom) }
    }
}
