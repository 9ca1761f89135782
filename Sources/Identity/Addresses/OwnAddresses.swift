internal import Audit
package import Core
internal import Language
internal import Outbox
internal import SQL

/// What a person does with their own addresses: several, one of them the main one.
package struct OwnAddresses: Sendable {
    package var steps: SignInSteps
    /// The URL of the page that confirms an address, for its token.
    package var link: @Sendable (Secret<String>) -> String

    package init(steps: SignInSteps, link: @escaping @Sendable (Secret<String>) -> String) {
        self.steps = steps
        self.link = link
    }

    /// How many addresses a person may have.
    package static let most = 10

    package enum Asking: Sendable, Equatable {
        /// The link is on its way, or so many were that no more leaves now: the answer is the same.
        case sent
        case wait(Duration)
        case tooMany
        /// It is theirs, and verified, already.
        case known
        /// The session has ended, or the address to replace is gone.
        case gone
    }

    /// Mails a link to an address that the signed-in person wants to have, or has and did not verify; `replacing` goes for it.
    package func ask(
        for address: EmailAddress, replacing old: AddressID? = nil, in session: Session, from origin: ClientOrigin
    ) async throws -> Asking {
        let now = steps.clock.now()
        let person = session.personID
        return try await steps.database.write { tx in
            guard try tx.session(session.id, at: now) != nil, let owner = try tx.person(person) else { return .gone }
            let own = try tx.addresses(of: person)
            if own.contains(where: { $0.address == address && $0.verifiedAt != nil && !$0.isVouched }) { return .known }
            if let old, !own.contains(where: { $0.id == old }) { return .gone }
            if old == nil, own.count >= Self.most, !own.contains(where: { $0.address == address }) { return .tooMany }
            switch try steps.countMail(tx, to: address, from: origin, at: now) {
            case .wait(let duration): return .wait(duration)
            case .answered: return .sent
            case nil: break
            }
            let token = SystemRandom().token()
            try tx.insert(AddressLink(person: person, address: address, replaces: old), token: token, at: now)
            let letter = Letter(
                "address.mail-confirm", [Phrase("address.mail-confirm-lead", ["name": owner.name])],
                action: ("address.mail-confirm-button", link(token)), ending: ["address.mail-confirm-not-you"])
            try tx.send(letter.message(to: Recipient(address, owner.reader)), sealedBy: steps.keyring, at: now)
            return .sent
        }
    }

    /// What a link of the signed-in person does: the address it confirms, and the one that goes for it.
    package struct Asked: Sendable, Equatable {
        package let address: EmailAddress
        package let replaced: EmailAddress?
    }

    /// nil for a link that does not work for them.
    package func asked(_ token: Secret<String>, by person: PersonID) async throws -> Asked? {
        let now = steps.clock.now()
        return try await steps.database.read { tx in
            guard let link = try tx.addressLink(token, of: person, at: now) else { return nil }
            let own = try tx.addresses(of: person)
            guard let old = link.replaces else { return Asked(address: link.address, replaced: nil) }
            guard let replaced = own.first(where: { $0.id == old }) else { return nil }
            // Whoever "changes" an address to itself verifies it.
            return Asked(address: link.address, replaced: replaced.address == link.address ? nil : replaced.address)
        }
    }

    package enum Confirmation: Sendable, Equatable {
        case confirmed
        /// Somebody else has proved that they read its mail.
        case taken
        case noLink
        case tooMany
    }

    /// The address is theirs from now on, and the one it replaces goes. All of them are told.
    package func confirm(_ token: Secret<String>, in session: Session) async throws -> Confirmation {
        let now = steps.clock.now()
        let person = session.personID
        return try await steps.database.write { tx in
            guard try tx.session(session.id, at: now) != nil, let link = try tx.addressLink(token, of: person, at: now) else {
                return .noLink
            }
            try tx.useAddressLink(token)
            let isTaken = try tx.candidates(for: link.address.canonical).contains {
                try $0.person.id != person && ($0.addressID.map { try tx.provedAddress($0) } ?? false)
            }
            guard !isTaken else { return .taken }
            let own = try tx.addresses(of: person)
            // An address that was to go, and is gone by now, makes no room for another.
            if let replaced = link.replaces, !own.contains(where: { $0.id == replaced }) { return .noLink }
            let old = own.first { $0.id == link.replaces && $0.address != link.address }
            let isNew = !own.contains { $0.address == link.address }
            guard old != nil || !isNew || own.count < Self.most else { return .tooMany }
            let title = old == nil ? "address.mail-added" : "address.mail-changed"
            try steps.change(tx, of: person, title, at: now) {
                try add(link, own, isMain: old.map { $0.id == own.main?.id } ?? false, tx, at: now)
                if let old { try drop(old.id, of: person, tx, at: now) }
            } lead: {
                if let old {
                    Phrase("address.mail-changed-lead", ["old": old.address.written, "new": link.address.written])
                } else {
                    Phrase("address.mail-added-lead", ["address": link.address.written])
                }
            }
            return .confirmed
        }
    }

    private func add(_ link: AddressLink, _ own: [PersonAddress], isMain: Bool, _ tx: Transaction, at now: Timestamp) throws {
        let actor = AuditEvent.Actor.person(link.person)
        if let there = own.first(where: { $0.address == link.address }) {
            try tx.verify(there.id, by: actor, at: now)
            if isMain { try tx.choose(there.id, of: link.person) }
            return
        }
        var address = PersonAddress(
            id: AddressID(at: now), personID: link.person, address: link.address, verifiedAt: now, createdAt: now)
        if isMain { try tx.choose(nil, of: link.person) }
        address.isMain = isMain
        try tx.insert(address)
        try tx.append(AuditEvent(.addressAdded, by: actor, on: link.person.text, details: ["address": address.id.text]), at: now)
    }

    private func drop(_ id: AddressID, of person: PersonID, _ tx: Transaction, at now: Timestamp) throws {
        try tx.delete(id, of: person)
        try tx.append(AuditEvent(.addressRemoved, by: .person(person), on: person.text, details: ["address": id.text]), at: now)
    }

    package enum Removal: Sendable, Equatable {
        case removed
        /// The only address, or the only one that is verified, stays.
        case last
        case gone
    }

    /// Removes an address of the signed-in person, and tells all that there were.
    package func remove(_ id: AddressID, in session: Session) async throws -> Removal {
        let now = steps.clock.now()
        let person = session.personID
        return try await steps.database.write { tx in
            let own = try tx.addresses(of: person)
            guard try tx.session(session.id, at: now) != nil, let address = own.first(where: { $0.id == id }) else { return .gone }
            let rest = own.filter { $0.id != id }
            let mustStay = address.verifiedAt != nil && !rest.contains { $0.verifiedAt != nil }
            guard !rest.isEmpty, !mustStay else { return .last }
            try steps.change(tx, of: person, "address.mail-removed", at: now) {
                try drop(id, of: person, tx, at: now)
            } lead: {
                Phrase("address.mail-removed-lead", ["address": address.address.written])
            }
            return .removed
        }
    }

    /// Makes a verified address the main one. Returns false if it is not theirs, or not verified.
    package func choose(_ id: AddressID, in session: Session) async throws -> Bool {
        let now = steps.clock.now()
        let person = session.personID
        return try await steps.database.write { tx in
            guard try tx.session(session.id, at: now) != nil,
                try tx.addresses(of: person).contains(where: { $0.id == id && $0.verifiedAt != nil })
            else { return false }
            try tx.choose(id, of: person)
            try tx.append(AuditEvent(.addressChosen, by: .person(person), on: person.text, details: ["address": id.text]), at: now)
            return true
        }
    }
}

extension Transaction {
    /// Whether its person proved by mail that they read it.
    fileprivate func provedAddress(_ id: AddressID) throws -> Bool {
        try first("SELECT id FROM email_addresses WHERE id = \(id) AND verified_at IS NOT NULL AND vouched = 0") != nil
    }

    fileprivate func choose(_ id: AddressID?, of person: PersonID) throws {
        try run("UPDATE email_addresses SET is_main = 0 WHERE person_id = \(person)")
        if let id { try run("UPDATE email_addresses SET is_main = 1 WHERE id = \(id) AND person_id = \(person)") }
    }
}
