internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import Foundation
internal import Identity
internal import SQL

extension Installation {
    func hashingPool() throws -> HashingPool {
        let threads = configuration.number("hashing.threads")
        return try HashingPool(
            threads: threads > 0 ? threads : max(1, ProcessInfo.processInfo.activeProcessorCount),
            queueLimit: configuration.number("hashing.queue"),
            parameters: hashParameters)
    }

    /// Adds a person. Without a password they get a welcome mail with a link to set one.
    func addPerson(_ address: EmailAddress, name: String, password: Secret<String>?) async throws -> PersonID {
        let now = clock.now()
        var hash: Secret<String>?
        if let password {
            let pool = try hashingPool()
            let objection = try await pool.run {
                PasswordPolicy().objection(to: password, known: [name, address.written], isOnlyFactor: true)
            }
            if let objection { throw CommandError("This password cannot be used: \(objection.message)") }
            hash = Secret(try await pool.hash(password).text)
        }
        let stored = hash
        let welcome = try welcomeMail()
        let person = Person(id: PersonID(at: now), name: name, status: stored == nil ? .invited : .active, createdAt: now)
        // The operator vouches for the address, so it is verified from the start and therefore unique.
        let own = PersonAddress(id: AddressID(at: now), personID: person.id, address: address, verifiedAt: now, createdAt: now)
        do {
            try await database.write { tx in
                try tx.insert(person, by: .operatorCommand, at: now)
                try tx.insert(own)
                if let stored {
                    try tx.setPassword(of: person.id, hash: stored, setBy: .person, by: .operatorCommand, at: now)
                } else {
                    try welcome.send(to: person, at: own, in: tx, at: now)
                }
            }
        } catch SQLError.uniqueViolation {
            throw CommandError("\(address) belongs to somebody already. 'lanyard person show \(address)' says to whom.")
        }
        return person.id
    }

    func setStatus(of person: Person, to status: Person.Status) async throws {
        let catalog = catalog
        let now = clock.now()
        try await database.write { tx in
            if status == .suspended {
                do { try Administration.byOperator(tx, catalog, at: now).checkSuspension(of: person.id) } catch let error as AccessError {
                    throw CommandError(error.problem)
                }
            }
            try tx.setStatus(person.id, to: status, by: .operatorCommand, at: now)
        }
    }
}
