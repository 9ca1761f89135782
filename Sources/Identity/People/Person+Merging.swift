package import Audit
package import Core
package import SQL

extension Transaction {
    /// Makes `other` a part of `person`: addresses, second factors and sessions move over, and the other's password is forgotten.
    ///
    /// The caller has seen both proved, and moves what other modules keep for them. A second factor of either is asked from then on.
    package func merge(_ other: PersonID, into person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        guard other != person else { return }
        try run("UPDATE email_addresses SET person_id = \(person) WHERE person_id = \(other)")
        try run("UPDATE second_factors SET person_id = \(person) WHERE person_id = \(other)")
        try run("UPDATE sessions SET person_id = \(person) WHERE person_id = \(other)")
        try run("DELETE FROM passwords WHERE person_id = \(other)")
        try run("DELETE FROM mail_links WHERE person_id = \(other)")
        try run("UPDATE people SET merged_into = \(person) WHERE id = \(other) OR merged_into = \(other)")
        try append(AuditEvent("person.joined", by: actor, on: person.text, details: ["joined": other.text]), at: now)
    }
}
