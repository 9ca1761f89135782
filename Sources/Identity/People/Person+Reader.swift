package import Core
package import Language
package import Outbox
package import SQL

extension Person {
    /// How the person reads everything of ours: in the language and the time zone they chose, else in English and UTC.
    package var reader: Reader { Reader(language ?? .english, zone: zone ?? .utc) }
    /// The person's language; nil if they have none, or one that we do not speak.
    package var language: Language? { locale.flatMap { Language(tag: $0) } }
    /// nil if the person chose none.
    package var zone: Zone? { zoneinfo.flatMap { Zone($0) } }
}

extension Transaction {
    /// The person's main address, with how they read; nil if they have none.
    package func recipient(_ person: PersonID) throws -> Recipient? {
        guard let owner = try self.person(person), let address = try mainAddress(of: owner.id)?.address else { return nil }
        return Recipient(address, owner.reader)
    }
}
