package import Access
internal import Audit
package import Core
package import Identity
package import SQL

extension Transaction {
    /// Joins the other login into the signed-in person, in this one transaction: addresses, second factors, memberships and import sources
    /// move over; its password is deleted. All other sessions of both logins end, because none of them has proved both, and for the same
    /// reason what either login had given to clients.
    ///
    /// `chosen` are the memberships that stay where both are members of the same account in the same product.
    ///
    /// Throws `JoinRefusal`, and `AccessError.bothMembers` where none of two memberships is chosen.
    package func join(
        _ sibling: PersonID, in session: Session, keeping chosen: Set<MemberID> = [], catalog: ProductCatalog,
        _ manner: JoinManner = .init(),
        at now: Timestamp
    ) throws {
        let kept = session.personID
        guard let offer = try joinOffers(for: session, at: now).first(where: { $0.sibling.id == sibling }) else {
            throw JoinRefusal.notOffered
        }
        guard offer.missing.isEmpty else { throw JoinRefusal.unproved(offer.missing) }
        // A login that was suspended in its old product has only suspended memberships, so joining gives no access through it. A login that
        // was suspended here may still have active memberships, and joining must not make them usable.
        if offer.sibling.status == .suspended, try memberships(of: sibling).contains(where: { $0.status == .active }) {
            throw JoinRefusal.suspended
        }
        var join = JoinRecord(kept, try mergedLogin(of: sibling, into: kept), at: now)
        join.sources = try sources(of: sibling)
        let (moved, ended) = try Administration(self, catalog: catalog, by: .person(kept), at: now).moveMemberships(
            from: sibling, to: kept, keeping: chosen)
        join.members = moved
        try endSessionsAndGrants(of: sibling, by: .person(kept), at: now)
        try endSessionsAndGrants(of: kept, except: session.id, by: .person(kept), at: now)
        try merge(sibling, into: kept, by: .person(kept), at: now)
        if manner.isNamedAsOther { try rename(kept, to: offer.sibling.name, by: .person(kept), at: now) }
        try moveSources(from: sibling, to: kept)
        try run("DELETE FROM join_postponements WHERE person_id = \(sibling)")
        // A join gives nobody a role on the server's pages.
        _ = try removeOperator(sibling, by: .person(kept), at: now)
        let token = manner.undo.map { _ in SystemRandom().token() }
        try keep(join, undoneBy: token)
        for membership in ended { try keep(membership, of: join.id.text) }
        let link = manner.undo.flatMap { undo in token.map { (url: undo.link($0), keyring: undo.keyring) } }
        try tellJoined(kept, separatingAt: link, at: now)
    }

    private func sources(of person: PersonID) throws -> Set<JoinRecord.Source> {
        Set(
            try rows("SELECT product, external_id FROM import_sources WHERE person_id = \(person)").map {
                JoinRecord.Source(product: try $0["product"], externalID: try $0["external_id"])
            })
    }
}

/// What may be otherwise from join to join.
package struct JoinManner: Sendable {
    /// Whether the person is called as the other login was.
    var isNamedAsOther = false
    /// nil: the mails that tell of the join have no link.
    var undo: JoinUndo?

    init() {}

    package init(isNamedAsOther: Bool, undo: JoinUndo) {
        self.isNamedAsOther = isNamedAsOther
        self.undo = undo
    }
}

/// What the mails that tell of a join need for the link that undoes it.
package struct JoinUndo: Sendable {
    let keyring: Keyring
    let link: @Sendable (Secret<String>) -> String

    package init(keyring: Keyring, link: @escaping @Sendable (Secret<String>) -> String) {
        self.keyring = keyring
        self.link = link
    }
}
