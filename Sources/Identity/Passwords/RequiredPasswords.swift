internal import Audit
package import Core
internal import Credentials
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
    package func require(of person: PersonID, form: String, in tx: Transaction, at now: Timestamp) throws -> Outcome {
        guard try tx.passwordForm(of: person) == form, let found = try tx.person(person) else { return .kept }
        try tx.run("DELETE FROM passwords WHERE person_id = \(person)")
        try tx.endSignInsAfterPassword(of: person)
        try tx.append(AuditEvent(.passwordRequired, by: .operatorCommand, on: person.text, details: ["form": form]), at: now)
        try tx.endSessionsAndGrants(of: person, by: .operatorCommand, at: now)
        guard let main = try tx.mainAddress(of: person), !found.status.isClosed else { return .withoutAddress }
        try mail.send(.required, to: found, at: main, in: tx, at: now)
        return .mailed
    }
}

extension Transaction {
    /// The forms in which the next people by id had their passwords when these came, whatever hash they have by now. Cost: one read of `limit` rows
    /// in the order of the key.
    package func passwordForms(after: PersonID?, limit: Int) throws -> [(person: PersonID, form: String)] {
        try rows("SELECT person_id, hash, kept_as FROM passwords WHERE person_id > \(after?.text ?? "") ORDER BY person_id LIMIT \(limit)")
            .map { (try $0["person_id"], try Self.form($0)) }
    }

    func passwordForm(of person: PersonID) throws -> String? {
        try first("SELECT hash, kept_as FROM passwords WHERE person_id = \(person)").map(Self.form)
    }

    private static func form(_ row: Row) throws -> String {
        let kept: String? = try row["kept_as"]
        let hash: String = try row["hash"]
        return kept ?? Secret(hash).form ?? "unreadable"
    }
}
