package import Access
internal import Core
package import Identity
internal import SQL

/// What two logins bring to a join, before it is done.
package struct JoinPreview: Sendable {
    package let own: Side
    package let other: Side

    /// Whether the person has to choose which name stays.
    package var namesDiffer: Bool { own.name != other.name }

    package struct Side: Sendable {
        package let name: String
        package let addresses: [String]
        package let factors: [SecondFactor]
        package let keys: Int
        package let members: [Member]

        init(_ person: PersonID, _ tx: Transaction) throws {
            name = try tx.person(person)?.name ?? ""
            addresses = try tx.addresses(of: person).map(\.address.written)
            factors = try tx.secondFactors(of: person)
            keys = try tx.passkeys(of: person).count
            members = try tx.memberships(of: person)
        }
    }
}
