internal import Audit
package import Core
package import Credentials
package import SQL

/// Takes passwords away that are kept in one form, for a form that is not safe enough any more or was copied by somebody: each person is signed
/// out and mailed a link to set a new one. Second factors and passkeys stay.
package struct RequiredPasswords: Sendable {
    private let mail: WelcomeMail

    package init(mail: WelcomeMail) { self.mail = mail }

    package enum Outcome: Sendable, Equatable {
        case mailed
        /// There is no address to mail to: such a person asks for help at the sign-in.
        case withoutAddress
        /// The password was changed meanwhile.
        case kept
    }

    /// Takes the password away if it is still kept in that form.
    package func require(of person: PersonID, format: HashFormat, in tx: Transaction, at now: Timestamp) throws -> Outcome {
        guard let hash = try tx.password(of: person)?.hash, (try? PasswordHash(stored: hash.exposed))?.format == format,
            let found = try tx.person(person)
        else { return .kept }
        try tx.run("DELETE FROM passwords WHERE person_id = \(person)")
        try tx.run("UPDATE sign_ins SET stage = 'done' WHERE person_id = \(person) AND stage = 'second-factor'")
        try tx.append(AuditEvent(.passwordRequired, by: .operatorCommand, on: person.text, details: ["form": format.rawValue]), at: now)
        try tx.endSessionsAndGrants(of: person, by: .operatorCommand, at: now)
        guard let main = try tx.mainAddress(of: person), !found.status.isClosed else { return .withoutAddress }
        try mail.send(.required, to: found, at: main, in: tx, at: now)
        return .mailed
    }
}

extension Transaction {
    /// Those whose password is kept in that form, of the next people by id; and the last that was looked at, nil at the end. Cost: one read of `limit`
    /// rows in the order of the key.
    package func people(
        withPasswordsKeptAs format: HashFormat, after: PersonID?, limit: Int
    ) throws -> (found: [PersonID], last: PersonID?) {
        let rows = try rows(
            "SELECT person_id, hash FROM passwords WHERE person_id > \(after?.text ?? "") ORDER BY person_id LIMIT \(limit)")
        let found: [PersonID] = try rows.compactMap { row in
            let hash: String = try row["hash"]
            guard (try? PasswordHash(stored: hash))?.format == format else { return nil }
            return try row["person_id"]
        }
        return (found, try rows.last.map { try $0["person_id"] })
    }
}
