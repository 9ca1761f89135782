internal import Audit
package import Core
package import SQL

extension Transaction {
    /// Adds a person whose address was proved by a mailed link (an invitation), with their first password.
    ///
    /// Throws `SQLError.uniqueViolation` if the address is already verified for a person.
    package func register(
        name: String, address: EmailAddress, locale: String? = nil, password hash: Secret<String>, at now: Timestamp
    ) throws -> Person {
        let person = Person(id: PersonID(at: now), name: name, locale: locale, status: .active, createdAt: now)
        let actor = AuditEvent.Actor.person(person.id)
        try insert(person, by: actor, at: now)
        try insert(
            PersonAddress(id: AddressID(at: now), personID: person.id, address: address, verifiedAt: now, createdAt: now))
        try setPassword(of: person.id, hash: hash, setBy: .person, by: actor, at: now)
        return person
    }
}
