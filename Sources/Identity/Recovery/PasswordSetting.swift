internal import Audit
package import Core
internal import Credentials
package import Language
internal import SQL

extension Recovery {
    /// The person whose password a link sets.
    package struct Holder: Sendable, Equatable {
        package let person: Person
        package let address: EmailAddress
        /// Where they were going when they asked for the link.
        package var returnTo: String?
    }

    package enum Setting: Sendable {
        /// With the token of the browser's cookie, in which the person is known from now on: strangers who go on guessing do not shut them
        /// out there.
        case set(Secret<String>)
        /// Why the new password is refused, in one sentence.
        case refused(Phrase)
        /// The link was used, has expired, or never existed.
        case noLink
    }

    /// What the page of an opened link shows. Does not use the link up. nil for a link that does not work.
    package func holder(token: Secret<String>) async throws -> Holder? {
        let now = steps.clock.now()
        return try await steps.database.read { try self.holder($0, token: token, at: now) }
    }

    private func holder(_ tx: Transaction, token: Secret<String>, at now: Timestamp) throws -> Holder? {
        guard let link = try tx.mailLink(token: token.exposed, at: now), let person = try tx.person(link.personID),
            person.status != .suspended,
            let address = try tx.addresses(of: person.id).first(where: { $0.id == link.addressID })
        else { return nil }
        let returnTo = link.sealedReturn.flatMap { try? steps.keyring.open($0, purpose: MailLink.returnPurpose) }
        return Holder(person: person, address: address.address, returnTo: returnTo.map { String(decoding: $0, as: UTF8.self) })
    }

    /// The person with their main address; nil for somebody without one.
    func holder(of person: PersonID) async throws -> Holder? { try await steps.database.read { try holder($0, of: person) } }

    private func holder(_ tx: Transaction, of person: PersonID) throws -> Holder? {
        guard let owner = try tx.person(person), let address = try tx.mainAddress(of: owner.id)?.address else { return nil }
        return Holder(person: owner, address: address)
    }

    /// Sets the password, ends every session of the person, and notifies them by mail. Throws `HashingPool.Overloaded`.
    package func setPassword(_ password: Secret<String>, token: Secret<String>, in browser: SignInSteps.Browser) async throws -> Setting {
        let now = steps.clock.now()
        let found = try await steps.database.read { tx in
            try self.holder(tx, token: token, at: now).map { ($0, try !tx.hasSecondFactor($0.person.id)) }
        }
        guard let (holder, isOnlyFactor) = found else { return .noLink }
        if let objection = try await objection(to: password, of: holder, isOnlyFactor: isOnlyFactor) { return .refused(objection.words) }
        // The last second factor may be removed meanwhile.
        let alone = isOnlyFactor ? nil : try await objection(to: password, of: holder, isOnlyFactor: true)?.words
        let hash = Secret(try await steps.hashing.hash(password).text)
        return try await steps.database.write { tx in
            if let alone, try !tx.hasSecondFactor(holder.person.id) { return .refused(alone) }
            guard let link = try tx.mailLink(token: token.exposed, at: now), let holder = try self.holder(tx, token: token, at: now),
                try tx.useMailLink(token: token.exposed, at: now)
            else { return .noLink }
            let actor = AuditEvent.Actor.person(holder.person.id)
            try tx.dropWhatWasPrepared(before: link, by: actor, at: now)
            try tx.verify(link.addressID, by: actor, at: now)
            if holder.person.status == .invited { try tx.activate(holder.person.id, by: actor, at: now) }
            try self.replace(tx, holder, hash, keeping: nil, at: now)
            return .set(try tx.remember(browser.knownToken, of: holder.person.id, at: now))
        }
    }

    package enum Change: Sendable {
        /// With the token of the browser's cookie, as when a link sets the password.
        case changed(Secret<String>)
        /// Why the new password is refused, in one sentence.
        case refused(Phrase)
        /// The current password was not the right one.
        case wrong
        case wait(Duration)
    }

    /// Changes the password of the signed-in person; their other sessions end. Throws `HashingPool.Overloaded`.
    package func changePassword(
        from current: Secret<String>, to new: Secret<String>, in session: Session, from browser: SignInSteps.Browser
    ) async throws -> Change {
        let now = steps.clock.now()
        switch try await steps.check(current, of: session.personID, from: browser.origin, at: now) {
        case .wrong: return .wrong
        case .wait(let duration): return .wait(duration)
        case .right(let known): return try await replace(known, by: new, in: session, from: browser)
        }
    }

    private func replace(
        _ known: Secret<String>, by new: Secret<String>, in session: Session, from browser: SignInSteps.Browser
    ) async throws -> Change {
        let now = steps.clock.now()
        let accept: @Sendable (Transaction) throws -> Bool = { tx in
            try tx.accept(known, of: session.personID, in: session.id, from: browser.origin, at: now)
        }
        let found = try await steps.database.read { tx in
            try holder(tx, of: session.personID).map { ($0, try !tx.hasSecondFactor($0.person.id)) }
        }
        guard let (holder, isOnlyFactor) = found else { return .wrong }
        if let objection = try await objection(to: new, of: holder, isOnlyFactor: isOnlyFactor) {
            _ = try await steps.database.writeUnflushed(accept)
            return .refused(objection.words)
        }
        let alone = isOnlyFactor ? nil : try await objection(to: new, of: holder, isOnlyFactor: true)?.words
        let hash = Secret(try await steps.hashing.hash(new).text)
        return try await steps.database.write { tx in
            if let alone, try !tx.hasSecondFactor(holder.person.id) { return .refused(alone) }
            // If the session ended while the hash was computed (because a password was set elsewhere), nothing is changed.
            guard try accept(tx) else { return .wrong }
            try tx.recordPassword(of: session.personID, in: session.id, at: now)
            try self.replace(tx, holder, hash, keeping: session.id, at: now)
            return .changed(try tx.remember(browser.knownToken, of: session.personID, at: now))
        }
    }

    package enum NewHash: Sendable {
        case hash(Secret<String>)
        /// Why the new password is refused, in one sentence.
        case refused(Phrase)
    }

    /// Checks and hashes the first password of a new person, who has no second factor yet. Throws `HashingPool.Overloaded`.
    package func hash(
        _ password: Secret<String>, name: String, address: EmailAddress, also known: [String] = []
    ) async throws -> NewHash {
        let policy = policy
        let words = [name, address.written] + known + knownNames
        let objection = try await steps.hashing.run { policy.objection(to: password, known: words, isOnlyFactor: true) }
        if let objection { return .refused(objection.words) }
        return .hash(Secret(try await steps.hashing.hash(password).text))
    }

    /// The policy's objection to a new password, computed on the hashing pool; nil if there is none.
    func objection(to password: Secret<String>, of holder: Holder, isOnlyFactor: Bool) async throws -> PasswordPolicy.Objection? {
        let policy = policy
        let known = [holder.person.name, holder.address.written] + knownNames
        return try await steps.hashing.run { policy.objection(to: password, known: known, isOnlyFactor: isOnlyFactor) }
    }

    private func replace(_ tx: Transaction, _ holder: Holder, _ hash: Secret<String>, keeping kept: SessionID?, at now: Timestamp) throws {
        let person = holder.person.id
        let actor = AuditEvent.Actor.person(person)
        try steps.change(tx, of: person, "identity.password-was-set", at: now) {
            try tx.setPassword(of: person, hash: hash, setBy: .person, by: actor, at: now)
        } lead: {
            "identity.password-was-set-lead"
        }
        let names = try tx.loginNames(of: person).compactMap { LoginName($0.name)?.canonical }
        try tx.forgetTries(
            for: [.person(person)] + ([holder.address.canonical] + names).flatMap { [.address($0), .strangers($0)] })
        try tx.closeDoors(of: person, except: kept, because: "new-password", at: now)
    }
}

extension Transaction {
    /// Ends what an old password opened or left open: mailed links, known and trusted browsers, a recovery request, sessions and grants.
    func closeDoors(of person: PersonID, except kept: SessionID? = nil, because reason: String, at now: Timestamp) throws {
        let actor = AuditEvent.Actor.person(person)
        try run("UPDATE mail_links SET used_at = \(now) WHERE person_id = \(person) AND used_at IS NULL")
        try forgetBrowsers(of: person)
        try forgetTrust(of: person)
        try stopRecovery(of: person, because: reason, by: actor, at: now)
        try endSessionsAndGrants(of: person, except: kept, by: actor, at: now)
    }
}
