internal import Access
internal import Core
internal import Identity
internal import OpenID
internal import SQL

/// Answers OpenID's questions about people from Identity and Access.
struct Directory: SubjectDirectory {
    func subject(_ person: PersonID, in tx: Transaction) throws -> Subject? {
        guard let person = try tx.person(person), person.status != .suspended else { return nil }
        let address = try tx.mainAddress(of: person.id)
        return Subject(
            person: person.id, name: person.name, email: address?.address.written, emailVerified: address?.verifiedAt != nil, updatedAt: nil
        )
    }

    func isLive(_ session: SessionID, at now: Timestamp, in tx: Transaction) throws -> Bool { try tx.session(session, at: now) != nil }

    func person(_ person: PersonID, uses product: String, in tx: Transaction) throws -> Bool {
        try tx.memberships(of: person).contains { $0.product.rawValue == product && $0.status == .active }
    }

    func roles(of person: PersonID, in account: AccountID, product: String?, in tx: Transaction) throws -> [String]? {
        let members = try tx.memberships(of: person, in: account).filter {
            $0.status == .active && (product == nil || $0.product.rawValue == product)
        }
        return members.isEmpty ? nil : members.map(\.role.rawValue)
    }
}
