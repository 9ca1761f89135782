package import Access
internal import Audit
package import Core
package import Identity
package import SQL

extension Transaction {
    /// Makes the other login a part of the signed-in person, in this one transaction: addresses, second factors, memberships and
    /// origins move over; its password is forgotten. Every other session of either ends, as none of them has proved both; they are
    /// answered, for the products to be told.
    ///
    /// Throws `JoinRefusal`, and `AccessError.bothMembers` where both have a place in one account of one product.
    package func join(_ sibling: PersonID, in session: Session, catalog: ProductCatalog, at now: Timestamp) throws -> [SessionID] {
        let kept = session.personID
        guard let offer = try joinOffers(for: session, at: now).first(where: { $0.sibling.id == sibling }) else {
            throw JoinRefusal.notOffered
        }
        guard offer.missing.isEmpty else { throw JoinRefusal.unproved(offer.missing) }
        // A login that its old product had suspended opens nothing there; one that was suspended here must not open by being joined.
        if offer.sibling.status == .suspended, try memberships(of: sibling).contains(where: { $0.status == .active }) {
            throw JoinRefusal.suspended
        }
        try Administration(self, catalog: catalog, by: .person(kept), at: now).moveMemberships(from: sibling, to: kept)
        let ended =
            try endSessions(of: sibling, by: .person(kept), at: now)
            + endSessions(of: kept, except: session.id, by: .person(kept), at: now)
        try merge(sibling, into: kept, by: .person(kept), at: now)
        try moveSources(from: sibling, to: kept)
        try run("DELETE FROM join_postponements WHERE person_id = \(sibling)")
        return ended
    }
}
