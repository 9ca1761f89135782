package import Core
package import Language

/// Why a decision came out as it did, in words. The page, AuthZEN and the command line say the same.
package struct Explanation: Sendable {
    package let decision: Decision
    /// The area that was asked about; nil for a project alone.
    package let area: Area?
    /// The roles that would permit it; empty if it is permitted.
    package let needed: [Role]
    /// The other roles that the person holds, which do not permit it either; empty if it is permitted.
    private let others: [Role]
    /// The declared type that was asked about, and what was to be done to a resource of it; nil for an area or a project.
    private let deed: (type: Phrase, action: Phrase)?
    /// The project that was asked about, or whose data.
    private let project: ProjectID?

    fileprivate init(
        _ decision: Decision, area: Area?, needed: [Role], others: [Role], project: ProjectID? = nil,
        deed: (type: Phrase, action: Phrase)? = nil
    ) {
        self.others = decision.isPermitted ? [] : others.filter { $0.id != decision.role?.id }
        self.project = project
        self.decision = decision
        self.area = area
        self.needed = needed
        self.deed = deed
    }

    /// Decides about a resource of a declared type.
    package init(of member: Member, _ question: ResourceQuestion, in product: Product, at now: Timestamp) {
        let decision = decide(member, question, in: product, at: now)
        let needed = decision.isPermitted ? [] : product.permitting(question, to: member)
        let deed = product.resourceType(question.type).map { (type: $0.title, action: Phrase.text(question.action)) }
        self.init(
            decision, area: nil, needed: needed, others: member.roles(in: product, at: now), project: question.project, deed: deed)
    }

    /// Decides. `roles` are those that can be given: they are asked for where the member is refused, and told which of them would do.
    package init(
        of member: Member, _ action: Action, _ resource: Resource, in product: Product, among roles: @autoclosure () throws -> [Role],
        at now: Timestamp
    ) rethrows {
        let decision = decide(member, action, resource, in: product, at: now)
        let needed = decision.isPermitted ? [] : product.permitting(action, resource, among: try roles())
        self.init(
            decision, area: resource.area.flatMap(product.area), needed: needed, others: member.roles(in: product, at: now),
            project: resource.project)
    }

    /// The rule of docs/rules.md that decided.
    package var rule: Int {
        switch decision.reason {
        case .permitted, .noGrant, .unknownRole: 7
        case .notMember: 6
        case .suspended: 4
        case .unknownArea, .areaNotInRole, .viewOnly, .unknownType, .unknownAction, .actionNotInRole, .conditionNotMet: 5
        case .noProjects, .projectNotAssigned: 3
        }
    }

    /// For the person it is about: their role, and no other person.
    package var toThePerson: Phrase {
        switch decision.reason {
        case .suspended: return "access.you-are-suspended"
        case .noGrant: return "access.you-have-no-role"
        default: break
        }
        guard let role = decision.role?.title else { return "access.not-open" }
        if decision.isPermitted { return permitted(role, opens: "access.your-role-opens", may: "access.your-role-may") }
        return .sentences([refusal(role)] + nor("access.nor-other-roles") + [need])
    }

    /// The other roles, in a sentence that begins where the one before ended.
    fileprivate func nor(_ key: String) -> [Phrase] {
        guard !others.isEmpty, decision.reason != .projectNotAssigned else { return [] }
        return [Phrase(key, ["roles": Phrase.all(others.map(\.title)), "count": others.count])]
    }

    /// The project above the one asked about that was given with what lies below it, where it is seen by that alone.
    package var through: ProjectID? { project.flatMap { decision.grant?.assignment.reached[$0] } }

    /// For whoever manages people: which grant it is, or what is missing. `giver`, `group` and `through` are how they are called there.
    package func toManagers(giver: Phrase? = nil, group: Phrase? = nil, through: Phrase? = nil) -> Phrase {
        guard decision.isPermitted, let grant = decision.grant, let role = decision.role?.title else {
            // No role opens anything to whoever is suspended.
            guard decision.reason != .suspended, !needed.isEmpty else { return missing }
            let would = Phrase("access.would-open", ["roles": Phrase.any(needed.map(\.title))])
            return .sentences([missing] + nor("access.nor-their-other-roles") + [would])
        }
        let opens = permitted(role, opens: "access.role-opens", may: "access.role-may")
        let way = through.map { [Phrase("access.through-project", ["project": $0])] } ?? []
        return .sentences([opens] + way + [Self.origin(of: grant, giver: giver, group: group)])
    }

    /// "Given by Anna on 3 June 2024."
    package static func origin(of grant: AccessGrant, giver: Phrase? = nil, group: Phrase? = nil) -> Phrase {
        let day = Phrase.day(grant.origin.at)
        let given: Phrase =
            if let giver {
                Phrase("access.given-by", ["name": giver, "day": day])
            } else {
                Phrase(grant.origin.source.words, ["day": day])
            }
        let end = grant.endsAt.map { [Phrase("access.ends-on", ["day": Phrase.day($0 - .milliseconds(1))])] } ?? []
        return .sentences((group.map { [Phrase("access.by-group", ["group": $0])] } ?? []) + [given] + end)
    }

    private var thing: Phrase { area?.title ?? "access.this-project" }

    private func permitted(_ role: Phrase, opens: String, may: String) -> Phrase {
        guard let deed else { return Phrase(opens, ["role": role, "thing": thing]) }
        return Phrase(may, ["role": role, "action": deed.action, "thing": deed.type])
    }

    /// What a role does not allow to resources of a declared type.
    private func refused(_ key: String, _ role: Phrase) -> Phrase {
        Phrase(key, ["role": role, "action": deed?.action ?? thing, "thing": deed?.type ?? thing])
    }

    /// In the second person, as a refusal page says it.
    fileprivate func refusal(_ role: Phrase) -> Phrase {
        switch (decision.reason, area?.title) {
        case (.actionNotInRole, _): refused("access.your-role-may-not", role)
        case (.conditionNotMet, _): refused("access.your-role-may-not-this", role)
        case (.viewOnly, let area?): Phrase("access.views-area-only", ["role": role, "area": area])
        case (.viewOnly, nil): Phrase("access.views-project-only", ["role": role])
        case (.projectNotAssigned, _): Phrase("access.project-not-assigned", ["role": role])
        case (.noProjects, _): Phrase("access.no-projects", ["role": role])
        case (_, let area?): Phrase("access.area-not-in-role", ["role": role, "area": area])
        default: Phrase("access.not-allowed", ["role": role])
        }
    }

    /// One sentence: the role or the assignment that the person needs.
    fileprivate var need: Phrase {
        if decision.reason == .projectNotAssigned { return "access.needs-assignment" }
        return needed.isEmpty ? "access.no-role-allows" : Phrase("access.needs-role", ["role": Phrase.any(needed.map(\.title))])
    }

    /// In the third person.
    private var missing: Phrase {
        switch (decision.reason, decision.role?.title) {
        case (.notMember, _): "access.they-are-no-member"
        case (.suspended, _): "access.they-are-suspended"
        case (.unknownArea, _): "access.area-is-gone"
        case (.unknownType, _), (.unknownAction, _): "access.unknown-deed"
        case (.unknownRole, _): "access.role-is-gone"
        case (_, nil): "access.they-have-no-role"
        case (.viewOnly, let role?): Phrase("access.role-only-views", ["role": role, "thing": thing])
        case (.projectNotAssigned, let role?): Phrase("access.role-not-assigned", ["role": role])
        case (.noProjects, let role?): Phrase("access.role-has-no-projects", ["role": role])
        case (.actionNotInRole, let role?): refused("access.role-may-not", role)
        case (.conditionNotMet, let role?): refused("access.role-may-not-this", role)
        case (_, let role?): Phrase("access.role-lacks", ["role": role, "thing": thing])
        }
    }
}

extension Refusal {
    /// One sentence: the role the person holds, and what it does not allow.
    package var title: Phrase {
        guard let role = role?.title else { return Phrase("access.no-role", ["account": accountName]) }
        return explanation.refusal(role)
    }

    /// What the person's other roles do not allow either, and what is needed.
    package var needs: [Phrase] {
        explanation.nor("access.nor-other-roles") + [explanation.need]
    }

    private var explanation: Explanation {
        Explanation(Decision(isPermitted: false, reason: reason, grant: nil, role: role), area: area, needed: needed, others: others)
    }
}

extension AccessGrant.Source {
    /// Who gave it, where no person did.
    fileprivate var words: String {
        switch self {
        case .importer: "access.given-by-import"
        case .directory: "access.given-by-directory"
        case .operatorCommand, .person, .group: "access.given-by-operator"
        }
    }
}
