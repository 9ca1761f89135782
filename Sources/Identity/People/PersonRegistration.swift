internal import Audit
package import Core
package import Credentials
package import SQL

/// Adds a person on the operator's word. Without a password they get a welcome mail with a link to set one.
package struct PersonRegistration: Sendable {
    /// The address is verified for somebody already.
    package struct AddressTaken: Error, Sendable {}

    private let database: any Database
    private let clock: any WallClock
    private let welcome: WelcomeMail

    package init(database: any Database, clock: any WallClock, welcome: WelcomeMail) {
        self.database = database
        self.clock = clock
        self.welcome = welcome
    }

    /// The people who sign in with that address already.
    package func holders(of address: EmailAddress) async throws -> [Person] {
        try await database.read { try $0.candidates(for: address.canonical).map(\.person) }
    }

    /// `hashing` is called only if there is a password. Throws `PasswordPolicy.Objection`, `AddressTaken`, `HashingPool.Overloaded`.
    package func add(
        _ address: EmailAddress, name: String, password: Secret<String>?, hashing: () throws -> HashingPool
    ) async throws -> PersonID {
        let now = clock.now()
        let hash: Secret<String>? = if let password { try await self.hash(password, [name, address.written], hashing()) } else { nil }
        let person = Person(id: PersonID(at: now), name: name, status: hash == nil ? .invited : .active, createdAt: now)
        // The operator vouches for the address, so it is verified from the start and therefore unique.
        let own = PersonAddress(id: AddressID(at: now), personID: person.id, address: address, verifiedAt: now, createdAt: now)
        do {
            try await database.write { tx in
                try tx.insert(person, by: .operatorCommand, at: now)
                try tx.insert(own)
                if let hash {
                    try tx.setPassword(of: person.id, hash: hash, setBy: .person, by: .operatorCommand, at: now)
                } else {
                    try welcome.send(to: person, at: own, in: tx, at: now)
                }
            }
        } catch SQLError.uniqueViolation { throw AddressTaken() }
        return person.id
    }

    private func hash(_ password: Secret<String>, _ known: [String], _ pool: HashingPool) async throws -> Secret<String> {
        let objection = try await pool.run { PasswordPolicy().objection(to: password, known: known, isOnlyFactor: true) }
        if let objection { throw objection }
        return Secret(try await pool.hash(password).text)
    }
}
