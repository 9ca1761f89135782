import Access
import Core
import SQL

/// Whether an act kept the rules: what was there before and after it, in the words of docs/rules.md.
struct Judge {
    private let world: SearchWorld
    private let act: Act
    private let before: Snapshot
    private let after: Snapshot

    init(_ world: SearchWorld, _ act: Act, _ before: Snapshot, _ after: Snapshot) {
        self.world = world
        self.act = act
        self.before = before
        self.after = after
    }

    func faults() async throws -> [String] {
        rule1() + rule2() + tree() + doors() + ownRights() + others() + separation() + (try await decisions())
    }

    /// What lies where is the administrators' to say, and nothing lies deeper than the third level.
    private func tree() -> [String] {
        let moved = after.parents.filter { $0.value != before.parents[$0.key, default: ""] }
        let tooDeep = after.parents.keys.filter { project in
            after.parents[project].flatMap { after.parents[$0] }.flatMap { after.parents[$0] }.map { !$0.isEmpty } ?? false
        }
        return (moved.isEmpty || isAdministrator ? [] : ["\(act.actorName), who is no administrator, moved \(moved.keys.sorted())"])
            + (tooDeep.isEmpty ? [] : ["a fourth level: \(tooDeep.sorted())"])
    }

    private func rule1() -> [String] {
        !before.standing.isEmpty && after.standing.isEmpty ? ["rule 1: nobody is left who administers the account"] : []
    }

    /// Whether whoever is behind the act may handle the administrator's role.
    private var isAdministrator: Bool {
        switch act.kind {
        case .accept(let index):
            guard world.invitations.indices.contains(index), let inviter = world.invitations[index].inviter else { return true }
            return before.administrators(at: world.now).contains(inviter)
        case .sweep, .wait: return true
        // A directory handles it for nobody, whoever made its token.
        case .provision, .describe, .deprovision, .directoryGroup: return false
        default: return act.actor.map { before.administrators(at: world.now).contains($0) } ?? true
        }
    }

    /// No group gives the administrator's role, and no invitation outlives the right of whoever sent it.
    private func doors() -> [String] {
        let byGroup = after.places.values.flatMap(\.grants).contains { $0.isOfGroup && $0.role == "administrator" }
        var faults = byGroup ? ["rule 2: a group made somebody an administrator"] : []
        if case .accept(let index) = act.kind, before != after, let inviter = world.invitations[index].inviter,
            !before.managers(at: world.now).contains(inviter)
        {
            faults.append("rule 2: the invitation of person \(inviter), who manages nobody, was accepted")
        }
        return faults
    }

    private func rule2() -> [String] {
        guard !isAdministrator else { return [] }
        let known = Dictionary(before.places.values.flatMap(\.grants).map { ($0.id, $0) }) { first, _ in first }
        let given = after.places.values.flatMap(\.grants).filter {
            $0.role == "administrator" && known[$0.id] != $0 && world.separated == nil
        }
        let touched = before.places.filter { number, place in
            number != act.actor && place.grants.contains { $0.role == "administrator" } && after.places[number] != place
                && !isJoined(number)
        }
        return (given.isEmpty ? [] : ["rule 2: administrator given by \(act.actorName), who is none"])
            + (touched.isEmpty ? [] : ["rule 2: an administrator changed by \(act.actorName), who is none"])
    }

    private func isJoined(_ number: Int) -> Bool {
        if case .join(let lost, _) = act.kind { return number == lost }
        return number == world.separated?.lost
    }

    /// Nobody changes their own rights, but for leaving, for accepting an invitation to where they are no member, for a project that they
    /// open, and for joining two logins, which gives never more than either had.
    private func ownRights() -> [String] {
        guard let own = self.own, before.places[own] != after.places[own] else { return [] }
        let old = before.places[own]
        let new = after.places[own]
        let isAllowed =
            switch act.kind {
            case .leave: new == nil
            case .accept: old == nil
            case .openProject, .openBelow, .move, .archive, .restore: isSameButForProjects(old, new)
            case .join(let lost, _): new == old || new == before.places[lost]
            case .sweep, .wait, .separate: true
            default: false
            }
        return isAllowed ? [] : ["rule 2: person \(own) changed their own rights"]
    }

    private var own: Int? {
        if case .accept(let index) = act.kind, world.invitations.indices.contains(index) { return world.accepter(of: index, act) }
        return act.actor
    }

    /// Undoing a join gives back what each of the two had, and nothing where somebody has changed since what the join had left.
    private func separation() -> [String] {
        guard let join = world.separated else { return [] }
        let left = before.places[join.kept]
        let isAsLeft = left == join.after
        return [join.kept, join.lost].compactMap { number in
            // What the operator or an import gave the joined login meanwhile did not come back with the undo.
            guard let place = after.places[number], place != left, place != before.places[number] else { return nil }
            guard isAsLeft, let had = join.before[number] else { return "person \(number) came back to what somebody had changed" }
            let isMore = !place.grants.allSatisfy { grant in
                had.grants.contains {
                    $0.role == grant.role && $0.endsAt == grant.endsAt && ($0.isOfGroup || $0.rights == grant.rights)
                }
            }
            return isMore || (had.status == "suspended" && place.status != "suspended")
                ? "person \(number) has more than before the join: \(place) instead of \(had)" : nil
        }
    }

    private func isSameButForProjects(_ old: Snapshot.Place?, _ new: Snapshot.Place?) -> Bool {
        old?.status == new?.status && old.map { withoutProjects($0) } == new.map { withoutProjects($0) }
    }

    private func withoutProjects(_ place: Snapshot.Place) -> Set<String> { Set(place.grants.map { "\($0.id) \($0.role)" }) }

    /// Whoever does not manage people changes nobody else, but for joining a login of their own.
    private func others() -> [String] {
        guard let actor = act.actor, !before.managers(at: world.now).contains(actor) else { return [] }
        switch act.kind {
        case .sweep, .wait, .accept: return []
        default: break
        }
        let changed = Set(before.places.keys).union(after.places.keys).filter {
            $0 != actor && before.places[$0] != after.places[$0] && !isJoined($0)
                && !(act.isOfTree && isSameButForProjects(before.places[$0], after.places[$0]))
        }
        return changed.isEmpty ? [] : ["rule 2: person \(actor), who manages nobody, changed \(changed.sorted())"]
    }

    /// One question is answered alike by the rows, by pages and the API, by AuthZEN's read, and by what a page is narrowed to.
    private func decisions() async throws -> [String] {
        let number = Int(world.now.milliseconds / 1000 % 6)
        let world = world
        // One that is put away is nobody's.
        let project = world.projects[Int(world.now.milliseconds / 1000) % world.projects.count]
        guard after.parents[project.text] != nil else { return [] }
        guard let product = world.catalog["dashboard"] else { return ["no catalog"] }
        let place = after.places[number]
        return try await world.database.read { tx in
            let person = world.people[number]
            let member = try tx.member(person, in: world.account, product: "dashboard")
            let held = try tx.members(person, forProject: project)?.members.first
            var faults: [String] = []
            for area in product.areas {
                for action in Action.allCases {
                    let roles = place?.status == "active" ? place?.grants.filter { $0.isLive(at: world.now) } ?? [] : []
                    let expected = roles.contains { grant in
                        if let rights = grant.rights {
                            guard rights.contains("\(area.id):\(action)") || rights.contains("\(area.id):manage") else { return false }
                            return rights.hasSuffix("all") || grant.projects.contains(project.text)
                        }
                        guard let role = product.role(RoleID(rawValue: grant.role)), role.may(action, in: area.id) else { return false }
                        switch role.projects {
                        case .all: return true
                        case .assigned: return grant.projects.contains(project.text) && (action == .view || !role.onlyViews)
                        case .none: return false
                        }
                    }
                    let resource = Resource.project(project, of: world.account, area: area.id)
                    let page = decide(member, action, resource, in: product, at: world.now).isPermitted
                    let authZEN = decide(held, action, resource, in: product, at: world.now).isPermitted
                    let narrowed = member?.projects(where: action, in: area.id, of: product, at: world.now).contains(project) ?? false
                    if Set([expected, page, authZEN, narrowed]).count > 1 {
                        faults.append("\(action) \(area.id): rows \(expected), page \(page), AuthZEN \(authZEN), narrowed \(narrowed)")
                    }
                }
            }
            return faults
        }
    }
}
