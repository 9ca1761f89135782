internal import Audit
package import Core
package import SQL

/// Every change of accounts, projects, members and invitations goes through this type. It works inside one write transaction and reads the
/// actor's own membership there, so that a right that was just removed no longer counts (threat 3).
package struct Administration: AbsenceRule {
    let tx: Transaction
    let catalog: ProductCatalog
    let actor: Actor
    /// How the person who acts signed in; nil where nothing is asked of it.
    let proof: ActingProof?
    package let now: Timestamp
    /// What becomes of the access keys of a member who is narrowed or removed.
    private(set) var keys = KeyChoices()

    package enum Actor: Sendable, Equatable {
        case person(PersonID)
        /// The operator at the command line: rule 1 applies, roles do not.
        case operatorCommand
        /// An import: like the operator, but it may create an account without an administrator.
        case importer
        /// What the server does by itself.
        case system
        /// A directory, by its token: within its account and product, and never further than whoever made the token.
        case directory(ProvisioningToken)

        /// nil for whatever acts that is no person.
        var person: PersonID? { if case .person(let person) = self { person } else { nil } }
    }

    package init(_ tx: Transaction, catalog: ProductCatalog, by actor: Actor, proved proof: ActingProof? = nil, at now: Timestamp) {
        self.tx = tx
        self.catalog = catalog
        self.actor = actor
        self.proof = proof
        self.now = now
    }

    /// The same, with a choice for the access keys that a member made who is narrowed or removed.
    package func deciding(_ keys: KeyChoices) -> Administration {
        var copy = self
        copy.keys = keys
        return copy
    }

    func product(_ id: ProductID) throws -> Product {
        guard let product = catalog[id] else { throw AccessError.unknownProduct(id.rawValue) }
        return product
    }

    /// Checks that the actor may do this and returns the authority with which they act. Throws `.notFound` for outsiders, `.refused` for
    /// members whose role is not enough.
    @discardableResult
    func authorize(
        _ action: Action, _ purpose: Area.Purpose, in account: AccountID, _ product: Product, project: Project? = nil
    ) throws -> MembershipRules.Authority {
        if case .directory(let token) = actor { return try authority(of: token, purpose, in: account, product) }
        guard let (member, _, role) = try permission(action, purpose, in: account, product, project: project) else { return .unbound }
        if action == .manage, purpose == .people || purpose == .keys { try requireFreshProof(of: .change, in: account) }
        return member.authority(acting: role, in: product, at: now)
    }

    /// The same for what administrators alone do; nothing of it is a directory's.
    @discardableResult
    func authorizeAdministrator(
        _ purpose: Area.Purpose, in account: AccountID, _ product: Product
    ) throws -> MembershipRules.Authority {
        let authority: MembershipRules.Authority
        do {
            authority = try authorize(.manage, purpose, in: account, product)
        } catch AccessError.refused(let refusal) {
            // Other roles that have the area would not do.
            throw AccessError.refused(refusal.needing([try firstRole(of: product)]))
        }
        if case .directory = authority { throw AccessError.notFound }
        guard case .member(_, let acting, _) = authority, !authority.isAdministrator else { return authority }
        throw AccessError.leftToAdministrators(try firstRole(of: product), held: acting)
    }

    /// For a directory only people exist, and only those of its account in its product.
    private func authority(
        of token: ProvisioningToken, _ purpose: Area.Purpose, in account: AccountID, _ product: Product
    ) throws -> MembershipRules.Authority {
        guard purpose == .people, token.account == account, token.product == product.id,
            let right = try tx.right(of: token, in: product, at: now)
        else { throw AccessError.notFound }
        return .directory(right)
    }

    /// Throws `.notFound` unless it is the operator, the import or the server that acts.
    func requireOperator() throws {
        switch actor {
        case .person, .directory: throw AccessError.notFound
        case .operatorCommand, .importer, .system: break
        }
    }

    /// The actor's membership, with the grant and the role that permit the action; nil for the operator and the import, which need none.
    func permission(
        _ action: Action, _ purpose: Area.Purpose, in account: AccountID, _ product: Product, project: Project? = nil
    ) throws -> (member: Member, grant: AccessGrant, role: Role)? {
        guard case .person(let person) = actor else {
            try requireOperator()
            guard try tx.account(account) != nil else { throw AccessError.notFound }
            return nil
        }
        guard let area = product.area(governing: purpose) else { throw AccessError.notFound }
        return try tx.required(
            action, area.id, project: project?.id, of: person, in: AccountInProduct(account: account, product: product), at: now)
    }

    /// A name as it is kept (`String.name`). What people and the operator write may hold no web address: it stands in mails to strangers. Old
    /// names come in as they are.
    func acceptable(_ written: String, field: String = "name") throws -> String {
        let name = try written.name(field: field)
        guard actor == .importer || !name.holdsWebAddress else { throw AccessError.webAddressInName(field: field) }
        return name
    }

    func record(
        _ action: AuditAction, on subject: String, account: AccountID, _ details: [String: String] = [:],
        changes: [String: AuditEvent.Change] = [:], personal: AuditEvent.PersonalValues = AuditEvent.PersonalValues()
    ) throws {
        let event = AuditEvent(action, by: auditor, on: subject, account: account, details: details)
        try tx.append(event.changing(changes).telling(personal), at: now)
    }

    /// The actor as the audit log names them.
    var auditor: AuditEvent.Actor {
        switch actor {
        case .person(let id): .person(id)
        case .operatorCommand: .operatorCommand
        case .importer, .system: .system
        case .directory(let token): .client(token.id.text)
        }
    }
}
