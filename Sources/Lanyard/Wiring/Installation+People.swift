internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import Foundation
internal import Identity
internal import Language
internal import SQL

extension Installation {
    func hashingPool() throws -> HashingPool {
        let threads = configuration.number("hashing.threads")
        return try HashingPool(
            threads: threads > 0 ? threads : max(1, ProcessInfo.processInfo.activeProcessorCount),
            queueLimit: configuration.number("hashing.queue"),
            parameters: hashParameters, keyring: keyring)
    }

    /// Adds a person. Throws `CommandError` for a password or an address that cannot be used, and for the address of somebody else unless
    /// `another` says that this is another person.
    func addPerson(
        _ address: EmailAddress, name: String, password: Secret<String>?, another: Bool = false
    ) async throws -> PersonID {
        let registration = PersonRegistration(database: database, clock: clock, welcome: try welcomeMail())
        if !another, let holder = try await registration.holders(of: address).first {
            throw CommandError(
                "\(holder.name) (\(holder.id)) signs in with \(address) already. If this is another person with the same address, add --another."
            )
        }
        do {
            return try await registration.add(address, name: name, password: password, hashing: hashingPool)
        } catch let objection as PasswordPolicy.Objection {
            throw CommandError("This password cannot be used: \(objection.words.english)")
        } catch is PersonRegistration.AddressTaken {
            throw CommandError("\(address) belongs to somebody already. 'lanyard person show \(address)' says to whom.")
        }
    }

    func setStatus(of person: Person, to status: Person.Status) async throws {
        let catalog = catalog
        let now = clock.now()
        try await database.write { tx in
            let rule = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            do { try tx.setStatus(person.id, to: status, under: rule, by: .operatorCommand, at: now) } catch let error as AccessError {
                throw CommandError(error.problem)
            }
        }
    }
}
