internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Throws `lastAdministrator` if an account would have no active administrator once this person can no longer sign in.
    package func checkAbsence(of person: PersonID) throws {
        for member in try tx.memberships(of: person) { try checkAbsence(of: member) }
    }

    package func beginAbsence(of person: PersonID) throws {
        try checkAbsence(of: person)
        try settleKeys(of: person)
        for member in try tx.memberships(of: person) {
            guard let product = catalog[member.product] else { continue }
            try settlePromises(of: person, in: member.account, product, isAbsent: true)
        }
    }

    /// The memberships that keep the person from leaving: their accounts would have no active administrator.
    package func membershipsThatNeed(_ person: PersonID) throws -> [Member] {
        try tx.memberships(of: person).filter { member in
            do { try checkAbsence(of: member) } catch AccessError.lastAdministrator { return true }
            return false
        }
    }

    /// Ends every membership of somebody who is erased.
    package func endMemberships(of person: PersonID) throws {
        for member in try tx.memberships(of: person) {
            try tx.delete(member)
            if let product = catalog[member.product] { try settlePromises(of: person, in: member.account, product) }
            try record(.memberLeft, of: member)
        }
    }

    /// That a membership ended, and which it was.
    func record(_ action: AuditAction, of member: Member) throws {
        try record(
            action, on: member.id.text, account: member.account,
            ["person": member.person.text, "product": member.product.rawValue, "roles": member.roleList])
    }

    private func checkAbsence(of member: Member) throws {
        guard let product = catalog[member.product] else { return }
        try checkRemains(member, after: nil, product)
    }
}
