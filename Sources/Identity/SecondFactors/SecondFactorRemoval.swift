internal import Audit
package import Core
internal import Credentials
package import Language
package import SQL

extension Recovery {
    package enum Removal: Sendable, Equatable {
        case removed
        case wrongPassword
        case wrongCode
        /// The password would be the only factor from then on, and is not strong enough for that. Says why, in one sentence.
        case passwordTooWeak(Phrase)
        case wait(Duration)
        /// The factor does not exist any more, or the session has ended.
        case gone
    }

    /// The proof that a removal needs: the password, and a code of one of the person's second factors, which may be another one.
    package struct RemovalProof: Sendable {
        package let password: Secret<String>
        package let code: String
        package let factor: SecondFactorID
        package init(password: Secret<String>, code: String, factor: SecondFactorID) {
            self.password = password
            self.code = code
            self.factor = factor
        }
    }

    /// Removes a second factor of the signed-in person, and notifies them by mail. Throws `HashingPool.Overloaded`.
    package func removeSecondFactor(
        _ id: SecondFactorID, proof: RemovalProof, in session: Session, from origin: ClientOrigin
    ) async throws -> Removal {
        let person = session.personID
        let now = steps.clock.now()
        // The password that is proved must still be theirs when the factor goes.
        let hash = try await steps.database.read { try $0.password(of: person)?.hash.exposed }
        switch try await steps.provePassword(proof.password, of: person, in: session.id, from: origin) {
        case .wrong: return .wrongPassword
        case .wait(let duration): return .wait(duration)
        case .proved: break
        }
        let isLast: @Sendable (Transaction) throws -> Bool = { tx in
            try tx.secondFactors(of: person).allSatisfy { $0.id == id } && tx.securityKeys(of: person).isEmpty
        }
        let alone = try await objection(toStandingAlone: proof.password, of: person)
        // Decided before the code is checked, because that uses it up, and once more with the removal: another one may go meanwhile.
        if let alone, try await steps.database.read(isLast) { return .passwordTooWeak(alone) }
        switch try await steps.proveCode(proof.code, of: proof.factor, person: person, in: session.id, from: origin) {
        case .wrong: return .wrongCode
        case .wait(let duration): return .wait(duration)
        case .proved: break
        }
        return try await steps.database.write { tx in
            guard try tx.session(session.id, at: now) != nil, let factor = try tx.secondFactors(of: person).first(where: { $0.id == id })
            else { return .gone }
            if let alone, try isLast(tx) { return .passwordTooWeak(alone) }
            guard try tx.password(of: person)?.hash.exposed == hash else { return .wrongPassword }
            try steps.change(tx, of: person, factor.method.rules.removalNotice.title, at: now) {
                try tx.removeSecondFactor(id, of: person, by: .person(person), at: now)
            } lead: {
                try tx.removalLead(of: factor)
            }
            return .removed
        }
    }

    /// Removes a passkey or a security key of the signed-in person, who proved freshly that it is them, and notifies them by mail. The last
    /// second factor needs the password too, which stands alone from then on. Throws `HashingPool.Overloaded`.
    package func removeKey(
        _ id: PasskeyID, password: Secret<String>?, in session: Session, from origin: ClientOrigin
    ) async throws -> Removal {
        let person = session.personID
        let now = steps.clock.now()
        // The password that is proved must still be theirs when the factor goes.
        let hash = try await steps.database.read { try $0.password(of: person)?.hash.exposed }
        var alone: Phrase?
        if let password {
            switch try await steps.provePassword(password, of: person, in: session.id, from: origin) {
            case .wrong: return .wrongPassword
            case .wait(let duration): return .wait(duration)
            case .proved: break
            }
            alone = try await objection(toStandingAlone: password, of: person)
        }
        let isProved = password != nil
        let objection = alone
        return try await steps.database.write { tx in
            if try tx.isLastSecondFactor(id, of: person) {
                guard isProved, try tx.password(of: person)?.hash.exposed == hash else { return .wrongPassword }
                if let objection { return .passwordTooWeak(objection) }
            }
            return try steps.removePasskey(tx, id, in: session, at: now) ? .removed : .gone
        }
    }

    /// The objection to the password as the only factor; nil if there is none.
    func objection(toStandingAlone password: Secret<String>, of person: PersonID) async throws -> Phrase? {
        guard let holder = try await holder(of: person) else { return nil }
        return try await objection(to: password, of: holder, isOnlyFactor: true)?.words
    }
}

extension Transaction {
    /// Whether the person would have no second factor without this key.
    package func isLastSecondFactor(_ key: PasskeyID, of person: PersonID) throws -> Bool {
        try secondFactors(of: person).isEmpty && securityKeys(of: person).map(\.id) == [key]
    }
}
