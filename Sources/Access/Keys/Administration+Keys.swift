package import Core
internal import SQL

/// What becomes of the access keys that a member made, as whoever narrows or removes them has chosen.
package struct KeyChoices: Sendable, Equatable {
    package let revoked: Set<ClientID>
    package let kept: Set<ClientID>

    package init(revoked: Set<ClientID> = [], kept: Set<ClientID> = []) {
        self.revoked = revoked
        self.kept = kept
    }

    var all: Set<ClientID> { revoked.union(kept) }
}

extension Administration {
    /// Called with every change that may take a right from a member, after it. The keys that they made go on working. Whoever narrows or
    /// removes a member and manages their keys too has to choose for each that is in use (`AccessError.undecidedKeys`); of all others the
    /// administrators are told.
    ///
    /// A chosen key must be one that the member made and that the actor manages. The caller revokes or keeps it in this transaction.
    func settleKeys(of before: Member, after: Member?, _ product: Product) throws {
        let made = try tx.keys(madeBy: before.person, in: before.account, product.id)
        let unknown = keys.all.subtracting(made.map(\.id))
        guard unknown.isEmpty else { throw AccessError.unknownKeys(unknown) }
        for key in made where keys.all.contains(key.id) {
            try authorize(.manage, .keys, in: before.account, product, project: key.project.flatMap(tx.project))
        }
        let open = try made.filter { key in
            guard key.keptAt == nil, !keys.all.contains(key.id) else { return false }
            return try tx.accessLost(
                by: before.person, key.project, in: AccountInProduct(account: before.account, product: product), at: now) != nil
        }
        let isNarrowed = after.map { $0.grants != before.grants } ?? true
        let mine = try open.filter { key in try isNarrowed && managesKeys(of: key.project, before.account, product) }
        let undecided = mine.filter { $0.isInUse(at: now) }
        guard undecided.isEmpty else { throw AccessError.undecidedKeys(undecided) }
        try notice(open.filter { !mine.contains($0) }, before.account, product.id)
    }

    /// The same after a change of a group, by which many may be narrowed: nobody is asked.
    func noticeKeys(of before: Member, _ product: Product) throws {
        let place = AccountInProduct(account: before.account, product: product)
        let open = try tx.keys(madeBy: before.person, in: before.account, product.id).filter { key in
            try key.keptAt == nil && tx.accessLost(by: before.person, key.project, in: place, at: now) != nil
        }
        try notice(open, before.account, product.id)
    }

    /// The same for a person who can no longer sign in.
    func settleKeys(of person: PersonID) throws {
        for member in try tx.memberships(of: person) {
            guard let product = catalog[member.product] else { continue }
            try notice(tx.keys(madeBy: person, in: member.account, product.id).filter { $0.keptAt == nil }, member.account, product.id)
        }
    }

    private func managesKeys(of project: ProjectID?, _ account: AccountID, _ product: Product) throws -> Bool {
        guard case .person(let person) = actor, let area = product.area(governing: .keys) else { return false }
        let member = try tx.member(person, in: account, product: product.id)
        return decide(member, .manage, .key(of: project, in: account, area: area.id), in: product, at: now).isPermitted
    }

    private func notice(_ keys: [ProjectKey], _ account: AccountID, _ product: ProductID) throws {
        for key in keys {
            try tx.run(
                """
                INSERT INTO key_notices (client_id, account_id, product, caused_by, created_at)
                VALUES (\(key.id), \(account), \(product), \(actor.person), \(now)) ON CONFLICT (client_id) DO NOTHING
                """)
        }
    }
}
