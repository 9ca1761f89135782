internal import Access
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

extension Transaction {
    func json(of person: PersonID) throws -> JSON { .object(try properties(of: person)) }
    func json(of member: Member, in product: Product, at now: Timestamp) throws -> JSON {
        .object(try properties(of: member, in: product, at: now))
    }
    func json(of key: Client, in product: Product, at now: Timestamp) throws -> JSON {
        .object(try properties(of: key, in: product, at: now))
    }

    // The properties of the objects, for answers that add more to them.

    func properties(of person: PersonID) throws -> [(String, JSON)] {
        let found = try self.person(person)
        return [
            ("id", .string((found?.id ?? person).text)), ("name", .text(found?.name)),
            ("email", .text(try mainAddress(of: found?.id ?? person)?.address.written)),
        ]
    }

    /// `role` and `projects` are those of the oldest grant; most members have one.
    func properties(of member: Member, in product: Product, at now: Timestamp) throws -> [(String, JSON)] {
        let grants = member.grants(at: now)
        return [
            ("id", .string(member.id.text)), ("person", try json(of: member.person)),
            ("role", grants.first.map { .role(product.role(of: $0), called: $0.role) } ?? .null),
            ("projects", try grants.first.map { try projectsJSON($0.assignment, product.role(of: $0)) } ?? .array([])),
            ("grants", .array(try grants.map { try json(of: $0, in: product) })), ("status", .string(member.status.rawValue)),
            ("last_sign_in", .text(try person(member.person)?.lastSignInAt?.rfc3339)),
            ("second_factor", .bool(try canProveTwoFactors(member.person))),
            ("created_at", .string(member.createdAt.rfc3339)),
        ]
    }

    private func json(of grant: AccessGrant, in product: Product) throws -> JSON {
        [
            "id": .string(grant.id.text), "role": .role(product.role(of: grant), called: grant.role),
            "projects": try projectsJSON(grant.assignment, product.role(of: grant)), "below": grant.assignment.belowJSON,
            "reached": try projectsJSON(ProjectAssignment(Set(grant.assignment.reached.keys)), nil),
            "ends_at": .text(grant.endsAt?.rfc3339),
            "source": .string(grant.origin.source.rawValue), "given_by": try grant.origin.giver.map(json(of:)) ?? .null,
            "given_at": .string(grant.origin.at.rfc3339), "group": .text(grant.group?.text),
        ]
    }

    /// The groups that the member is in, by name.
    func groupsJSON(of member: Member) throws -> JSON {
        let own = try groups(of: member.id)
        let all = try groups(of: member.account, product: member.product)
        return .array(all.filter { own.contains($0.id) }.map { ["id": .string($0.id.text), "name": .string($0.name)] })
    }

    func json(of group: AccessGroup, in product: Product) throws -> JSON {
        [
            "id": .string(group.id.text), "name": .string(group.name),
            "grants": .array(try group.grants.map { try json(of: $0, in: product) }),
            "member_count": .integer(Int64(try memberCount(of: group.id))), "created_at": .string(group.createdAt.rfc3339),
        ]
    }

    func properties(of key: Client, in product: Product, at now: Timestamp) throws -> [(String, JSON)] {
        let maker = key.maker
        let project = try key.project.flatMap { try self.project($0) }
        return [
            ("id", .string(key.id.text)), ("name", .string(key.name)), ("project", project?.json ?? .null),
            ("created_by", try maker.map(json(of:)) ?? .null), ("created_at", .string(key.createdAt.rfc3339)),
            ("scopes", .array(key.scopes.map(JSON.string))), ("expires_at", .text(key.expiresAt?.rfc3339)),
            ("networks", .array(key.networks.map(JSON.string))), ("last_used_at", .text(key.lastUsedAt?.rfc3339)),
            ("last_used_from", .text(key.lastUsedFrom)), ("last_used_for", .array(key.lastUsedForScopes.map(JSON.string))),
            ("maker_lost_access", .text(try accessLostByMaker(of: key, product, at: now)?.rawValue)),
            ("kept_at", .text(key.keptAt?.rfc3339)),
        ]
    }

    private func accessLostByMaker(of key: Client, _ product: Product, at now: Timestamp) throws -> LostAccess? {
        guard let maker = key.maker, let account = key.account else { return nil }
        return try accessLost(by: maker, key.project, in: AccountInProduct(account: account, product: product), at: now)
    }

    func json(of invitation: Invitation, in product: Product, at now: Timestamp) throws -> JSON {
        let role = try invitation.role.flatMap { try self.role($0, of: product, in: invitation.account) }
        return [
            "id": .string(invitation.id.text), "email": .string(invitation.email.written),
            "role": invitation.role.map { .role(role, called: $0) } ?? .null,
            "projects": try projectsJSON(invitation.projects, role), "below": invitation.projects.belowJSON,
            "invited_by": try invitation.invitedBy.map(json(of:)) ?? .null, "message": .text(invitation.message),
            "sent_at": .string(invitation.sentAt.rfc3339),
            "expires_at": .string(invitation.expiresAt.rfc3339),
            "status": .string(try status(of: invitation, in: product, at: now)),
        ]
    }

    private func status(of invitation: Invitation, in product: Product, at now: Timestamp) throws -> String {
        switch try problem(of: invitation, in: product, at: now) {
        case nil: try isUndeliverable(invitation) ? "undeliverable" : "open"
        case .inviterLostRight: "void"
        case .used: "accepted"
        case .withdrawn: "withdrawn"
        default: "expired"
        }
    }

    /// `"all"`, or the projects that were given.
    private func projectsJSON(_ assignment: ProjectAssignment, _ role: Role?) throws -> JSON {
        if role?.projects == .all { return "all" }
        return .array(try projects(assignment.given).values.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) }.map(\.json))
    }
}

extension Project {
    var json: JSON { ["id": .string(id.text), "name": .string(name)] }

    /// With the project below which it lies, for a reader who sees that one.
    func json(seenIn scope: ProjectScope) -> JSON {
        ["id": .string(id.text), "name": .string(name), "parent": .text(parent.flatMap { scope.contains($0) ? $0.text : nil })]
    }
}

extension ProjectAssignment {
    /// Those of the projects that were given with what lies below.
    fileprivate var belowJSON: JSON { .array(sortedGiven.filter(\.includesBelow).map { .string($0.project.text) }) }
}

extension JSON {
    /// A role or an area: `name` is the English one of the names.
    fileprivate static func named(_ id: String, _ names: [Language: String]) -> JSON {
        ["id": .string(id), "name": .string(names[.english] ?? id), "names": Phrase.json(ofNames: names)]
    }
}

extension JSON {
    /// A role that somebody holds; its id alone where the catalog has it no longer.
    static func role(_ role: Role?, called id: RoleID) -> JSON { .named(id.rawValue, role?.names ?? [.english: id.rawValue]) }
    static func area(_ area: Area) -> JSON { .named(area.id.rawValue, area.names) }
    static func role(_ role: Role?) -> JSON { role.map { .role($0, called: $0.id) } ?? .null }
}

extension Product {
    /// Throws a `Problem` of this status that lists the areas there are.
    func area(named id: AreaID, or status: Int) throws -> Area {
        if let area = area(id) { return area }
        throw Problem(
            status: status, code: "unknown-area", title: .english("The \(name) has no such area."),
            detail: .english("Use one of: \(areas.map(\.id.rawValue).joined(separator: ", "))."),
            fields: [FieldError("area", .english("Use one of the product's areas."))])
    }
}

extension Transaction {
    /// What rule 6 tells a refused member: the area, the role they hold, and the roles that the action needs.
    func explanation(
        of action: Action, _ area: Area, to member: Member, _ target: AccountInProduct, at now: Timestamp
    ) throws -> [(String, JSON)] {
        let product = target.product
        return [
            ("area", .area(area)),
            ("role", .role(decide(member, action, .area(area.id), in: product, at: now).role)),
            ("needed", .array(try roles(of: product, in: target.account).filter { $0.may(action, in: area.id) }.map(JSON.role))),
        ]
    }

    /// The people who can change what a member may, and who can sign in.
    func holders(besides person: PersonID, _ target: AccountInProduct, at now: Timestamp) throws -> [JSON] {
        try roleHolders(in: target.account, target.product, besides: person, at: now).filter(maySignIn).map { holder in
            guard let held = try member(holder, in: target.account, product: target.product.id) else { throw Problem.notFound }
            return .object(try properties(of: holder) + [("role", .role(held.roles(in: target.product, at: now).first))])
        }
    }
}
