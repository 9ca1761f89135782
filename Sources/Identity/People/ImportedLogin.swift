package import Core
package import Credentials
package import SQL

/// A person of an old product's export, with what they sign in by.
package struct ImportedLogin: Sendable {
    package let person: Person
    package let address: PersonAddress?
    package let name: LoginName?
    /// nil for whoever was invited there and never set one.
    package let password: PasswordHash?
    package let factor: SecondFactor?

    package init(person: Person, address: PersonAddress?, name: LoginName?, password: PasswordHash?, factor: SecondFactor?) {
        self.person = person
        self.address = address
        self.name = name
        self.password = password
        self.factor = factor
    }
}

/// Many of them, as rows. They are made outside the transaction.
package struct ImportedLogins: Sendable {
    fileprivate let addresses: [String]
    fileprivate let tables: [TableRows]

    package init(_ logins: [ImportedLogin], of product: String, at now: Timestamp) {
        addresses = logins.compactMap(\.address?.address.canonical)
        let names = logins.compactMap { login in
            login.name.map { name in
                [product.sqlValue, name.canonical.sqlValue, login.person.id.sqlValue, name.written.sqlValue, now.sqlValue]
            }
        }
        let passwords = logins.compactMap { login in
            login.password.map { hash in
                [login.person.id.sqlValue, hash.text.sqlValue, hash.cost.sqlValue, SetBy.import.sqlValue, now.sqlValue]
            }
        }
        tables = [
            TableRows("people", logins.map(\.person)), TableRows("email_addresses", logins.compactMap(\.address)),
            TableRows("login_names", ["product", "canonical", "person_id", "written", "created_at"], names),
            TableRows("passwords", ["person_id", "hash", "cost", "set_by", "set_at"], passwords),
            TableRows("second_factors", logins.compactMap(\.factor)),
        ]
    }
}

extension Transaction {
    /// Adds people of an import. Their event is that of their membership (Access), the only one that an import writes of a new person.
    /// Throws `SQLError.uniqueViolation` for an address that somebody of the same product has. Cost: one update, and a table at a time.
    package func insert(_ logins: ImportedLogins) throws {
        // An old product's word for an address counts no more once another brings it too.
        try run(
            "UPDATE email_addresses SET verified_at = NULL, vouched = 0 WHERE canonical IN \(list: logins.addresses) AND vouched = 1")
        for table in logins.tables { try fill(table) }
    }
}
