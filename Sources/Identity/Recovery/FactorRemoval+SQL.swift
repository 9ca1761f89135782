package import Audit
package import Core
internal import Language
package import SQL

extension Transaction {
    /// The operator takes every factor away from somebody who proved to them in another way who they are: their password alone signs them in
    /// until they add a new one. Every address is told. Returns false if there is none.
    package func resetFactors(of person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard try removeFactors(of: person, by: actor, at: now) else { return false }
        try closeAll(of: person, by: actor, at: now)
        try tell(person, "recovery-request.mail-done", "recovery-request.mail-reset-lead", at: now)
        return true
    }

    /// Takes away second factors, with their recovery codes, and keys. Returns false if there is none.
    @discardableResult
    func removeFactors(of person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        let factors = try secondFactors(of: person)
        let keys = try passkeys(of: person)
        for factor in factors { try removeSecondFactor(factor.id, of: person, by: actor, at: now) }
        for key in keys { _ = try removePasskey(key.id, of: person, by: actor, at: now) }
        return !factors.isEmpty || !keys.isEmpty
    }

    /// Ends all that a factor opened: known and trusted browsers, sessions and what clients were given.
    func closeAll(of person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try forgetBrowsers(of: person)
        try forgetTrust(of: person)
        try endSessionsAndGrants(of: person, by: actor, at: now)
    }
}
