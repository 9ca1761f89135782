import Access
import TestSupport

/// Something that somebody tries to do to the account. People are numbers: 0 the first administrator, 1 an IT Admin, 2 a Member, 3 an
/// Associate, 4 and 5 outsiders.
struct Act: Sendable {
    /// The person who acts; nil for the operator or, if `isImport`, for an import.
    let actor: Int?
    let isImport: Bool
    let kind: Kind

    enum Kind: Sendable {
        case give(RoleID, days: Int64?, project: Bool, to: Int)
        case change(grant: Int, RoleID, days: Int64?, of: Int)
        case take(grant: Int, of: Int)
        case role(RoleID, of: Int)
        case projects(Bool, below: Bool, of: Int)
        case status(Member.Status, of: Int)
        case remove(Int)
        case leave
        case add(RoleID, Int)
        case invite(RoleID, Int)
        case accept(invitation: Int)
        case withdraw(invitation: Int)
        case openProject
        case openBelow(Int)
        case move(Int, below: Int?)
        case archive(Int)
        case restore(Int)
        case openGroup
        case groupGive(RoleID, below: Bool, group: Int)
        case groupChange(RoleID, group: Int)
        case groupTake(group: Int)
        case groupAdd(Int, group: Int)
        case groupRemove(Int, group: Int)
        case closeGroup(group: Int)
        case makeRole(managesPeople: Bool)
        case changeRole(own: Int, managesPeople: Bool)
        case removeRole(own: Int)
        case personStatus(isActive: Bool, Int)
        case join(lost: Int, keepsOwn: Bool)
        case separate(join: Int)
        case makeToken(RoleID?)
        case provision(Int, token: Int)
        case describe(isActive: Bool, Int, token: Int)
        case deprovision(Int, token: Int)
        case directoryGroup(adds: Bool, Int, group: Int, token: Int)
        case wait(days: Int64)
        case sweep
    }

    static let names = [
        "give", "change", "take", "role", "projects", "status", "remove", "leave", "add", "invite", "accept", "withdraw", "openProject",
        "openBelow", "move", "archive", "restore",
        "openGroup", "groupGive", "groupChange", "groupTake", "groupAdd", "groupRemove", "closeGroup", "makeRole", "changeRole",
        "removeRole",
        "personStatus", "join", "separate", "wait", "sweep", "makeToken", "provision", "describe", "deprovision", "directoryGroup",
    ]

    /// Whether it is about what lies where, and not about any person.
    var isOfTree: Bool {
        switch kind {
        case .openProject, .openBelow, .move, .archive, .restore: true
        default: false
        }
    }

    /// Whether a directory does it, by a token of `actor`.
    var isByDirectory: Bool {
        switch kind {
        case .provision, .describe, .deprovision, .directoryGroup: true
        default: false
        }
    }

    var name: String { String("\(kind)".prefix { $0.isLetter }) }

    var actorName: String { actor.map { "person \($0)" } ?? (isImport ? "import" : "operator") }
}

extension Act {
    /// Stands for a role that the account made, by its number.
    static func ownRole(_ number: Int) -> RoleID { RoleID(rawValue: "own:\(number)") }

    /// Those who may do most are the likeliest to act; 6 is the operator, 7 an import.
    private static let actors = [0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 6, 7]
    private static let targets = [0, 0, 0, 1, 2, 2, 3, 4, 5]
    /// The administrator's role is the one that most rules are about.
    private static let roles: [RoleID] = [
        "administrator", "administrator", "administrator", "it-admin", "it-admin", "member", "support-member", "associate",
    ]

    private static func ofGroup(_ group: Int, _ role: RoleID, _ target: Int) -> [Kind] {
        [
            .groupGive(role, below: true, group: group), .groupGive(role, below: false, group: group), .groupChange(role, group: group),
            .groupChange(role, group: group), .groupTake(group: group), .groupAdd(target, group: group), .groupAdd(target, group: group),
            .groupAdd(target, group: group), .groupRemove(target, group: group), .groupRemove(target, group: group),
            .groupRemove(target, group: group), .closeGroup(group: group),
        ]
    }

    /// What there is for an act to be about. A token is named by the person who made it; nil for the operator.
    struct Things {
        let invitations: Int
        let groups: Int
        let ownRoles: Int
        let tokens: [Int?]
        let projects: Int
        let archived: Int
        /// By whom each pair of logins was joined that is not separate again.
        let joins: [Int]
    }

    private static func ofTree(_ numbers: inout SeededNumbers, _ things: Things) -> [Kind] {
        let one = Int.random(in: 0..<things.projects, using: &numbers)
        let other = Int.random(in: 0..<things.projects, using: &numbers)
        let back: [Kind] =
            things.archived == 0
            ? [] : (0..<2).map { _ in Kind.restore(Int.random(in: 0..<things.archived, using: &numbers)) }
        return [.openBelow(one), .openBelow(other), .move(one, below: other), .move(other, below: nil), .archive(one)] + back
    }

    static func random(_ numbers: inout SeededNumbers, _ things: Things) -> Act {
        if !things.tokens.isEmpty, Int.random(in: 0..<4, using: &numbers) == 0 { return byDirectory(&numbers, things) }
        let invitations = things.invitations
        let groups = things.groups
        let ownRoles = things.ownRoles
        let actor = actors[Int.random(in: 0..<actors.count, using: &numbers)]
        let own = ownRoles == 0 ? 0 : Int.random(in: 0..<ownRoles, using: &numbers)
        let isOwn = ownRoles > 0 && Int.random(in: 0..<4, using: &numbers) == 0
        let role = isOwn ? ownRole(own) : roles[Int.random(in: 0..<roles.count, using: &numbers)]
        let target = targets[Int.random(in: 0..<targets.count, using: &numbers)]
        let days: Int64? = Bool.random(using: &numbers) ? Int64.random(in: -1...20, using: &numbers) : nil
        let grant = Int.random(in: 0..<3, using: &numbers)
        let isYes = Bool.random(using: &numbers)
        let invited = isYes ? target : 4 + target % 2
        let open: [Kind] = (0..<invitations).flatMap { [.accept(invitation: $0), .accept(invitation: $0), .withdraw(invitation: $0)] }
        let kinds: [Kind] =
            [
                .give(role, days: days, project: isYes, to: target), .give(role, days: nil, project: isYes, to: target),
                .change(grant: grant, role, days: days, of: target),
                .take(grant: grant, of: target), .role(role, of: target), .projects(isYes, below: days == nil, of: target),
                .status(isYes ? .active : .suspended, of: target), .remove(target), .leave, .add(role, target), .invite(role, invited),
                .invite(role, invited),
                .openProject, .openGroup, .makeRole(managesPeople: isYes), .makeToken(isYes ? role : nil),
                .personStatus(isActive: isYes, target), .join(lost: target, keepsOwn: isYes), .wait(days: abs(days ?? 1)), .sweep,
            ] + open + ofTree(&numbers, things) + (0..<groups).flatMap { ofGroup($0, role, target) }
            + (ownRoles == 0
                ? [] : [.changeRole(own: own, managesPeople: isYes), .changeRole(own: own, managesPeople: !isYes), .removeRole(own: own)])
        // Whoever joined two logins may separate them.
        if !things.joins.isEmpty, Int.random(in: 0..<12, using: &numbers) == 0 {
            let join = Int.random(in: 0..<things.joins.count, using: &numbers)
            return Act(actor: things.joins[join], isImport: false, kind: .separate(join: join))
        }
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &numbers)]
        // Whether a person can sign in is the operator's to say.
        if case .personStatus = kind { return Act(actor: nil, isImport: false, kind: kind) }
        return Act(actor: actor < 6 ? actor : nil, isImport: actor == 7, kind: kind)
    }

    private static func byDirectory(_ numbers: inout SeededNumbers, _ things: Things) -> Act {
        let token = Int.random(in: 0..<things.tokens.count, using: &numbers)
        let target = targets[Int.random(in: 0..<targets.count, using: &numbers)]
        let isYes = Bool.random(using: &numbers)
        let ofGroups = (0..<things.groups).map { Kind.directoryGroup(adds: isYes, target, group: $0, token: token) }
        let kinds: [Kind] =
            [
                .provision(target, token: token), .provision(4 + target % 2, token: token),
                .describe(isActive: isYes, target, token: token), .describe(isActive: !isYes, target, token: token),
                .deprovision(target, token: token),
            ] + ofGroups + ofGroups
        return Act(actor: things.tokens[token], isImport: false, kind: kinds[Int.random(in: 0..<kinds.count, using: &numbers)])
    }
}
