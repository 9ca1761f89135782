package import Audit
package import Core
internal import Language
package import SQL

extension Transaction {
    /// Joins `other` into `person`: addresses, second factors, recovery codes and sessions are moved, and the password of `other` is deleted.
    ///
    /// The caller has checked that both were proved, moves the data of other modules, and tells the person. From then on, sign-in asks for a second factor
    /// if either of them had one.
    package func merge(_ other: PersonID, into person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        guard other != person else { return }
        try run("UPDATE email_addresses SET person_id = \(person), is_main = 0 WHERE person_id = \(other)")
        try run("UPDATE login_names SET person_id = \(person) WHERE person_id = \(other)")
        try run("UPDATE second_factors SET person_id = \(person) WHERE person_id = \(other)")
        try run("UPDATE passkeys SET person_id = \(person) WHERE person_id = \(other)")
        try joinRecoveryCodes(of: other, into: person)
        // What was before the join cannot come back without what the join brought.
        try run("DELETE FROM sign_in_changes WHERE person_id IN (\(person), \(other))")
        try forgetAddressLinks(of: other)
        // A browser was trusted for the factors of one login; those of the other are asked for in it.
        try forgetTrust(of: other)
        try forgetTrust(of: person)
        try run("UPDATE sessions SET person_id = \(person) WHERE person_id = \(other)")
        try stopRecovery(of: other, because: "joined", by: actor, at: now)
        try run("DELETE FROM passwords WHERE person_id = \(other)")
        try run("DELETE FROM mail_links WHERE person_id = \(other)")
        try run("UPDATE people SET merged_into = \(person) WHERE id = \(other) OR merged_into = \(other)")
        try append(AuditEvent(.personJoined, by: actor, on: person.text, details: ["joined": other.text]), at: now)
    }
}
