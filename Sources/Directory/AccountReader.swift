package import Access
package import Core
package import Identity
package import Language
package import Outbox
package import SQL

extension Person {
    /// How they read what is about the account: as they chose, else as the account did, else in English and UTC.
    package func reader(in account: Account?) -> Reader {
        Reader(language ?? account?.language ?? .english, zone: zone ?? account?.zone ?? .utc)
    }
}

extension Transaction {
    /// The person's main address, with how they read what is about the account; nil if they have none.
    package func recipient(_ person: PersonID, about account: Account?) throws -> Recipient? {
        guard let owner = try self.person(person), let address = try mainAddress(of: owner.id)?.address else { return nil }
        return Recipient(address, owner.reader(in: account))
    }
}
