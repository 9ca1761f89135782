import Access
import Core
import Foundation
import SQL
import TestSupport
import Testing

/// One small account of its own, on a database that many share.
struct SearchWorld: Sendable {
    let database: any Database
    let catalog: ProductCatalog
    let account: AccountID
    let project: ProjectID
    /// The first project, and those made since.
    private(set) var projects: [ProjectID] = []
    private var archived: [ProjectID] = []
    let people: [PersonID]
    private(set) var now = Timestamp(seconds: 1_700_000_000)
    private(set) var numbers: SeededNumbers
    private(set) var invitations: [SentInvitation] = []
    private var groups: [AccessGroupID] = []
    private var ownRoles: [CustomRoleID] = []
    private var tokens: [(token: ProvisioningToken, maker: Int?)] = []
    private(set) var joins: [Join] = []
    private var told: [String] = []
    private static let catalogs = Result { try Fixtures.catalog() }

    struct SentInvitation: Sendable {
        let id: InvitationID
        let token: Secret<String>
        /// The person whose address it went to.
        let invitee: Int
        let inviter: Int?
    }

    /// Two logins that are one, with what both could do before, and the one after.
    struct Join: Sendable {
        let id: String
        let kept: Int
        let lost: Int
        let moved: Set<MemberID>
        var before: [Int: Snapshot.Place] = [:]
        var after: Snapshot.Place?
    }

    init(_ database: any Database, seed: UInt64) async throws {
        self.database = database
        catalog = try Self.catalogs.get()
        numbers = SeededNumbers(seed: seed)
        let now = now
        let people = (0..<6).map { _ in PersonID(at: now) }
        self.people = people
        let catalog = catalog
        (account, project) = try await database.writeUnflushed { tx in
            for person in people {
                try tx.run("INSERT INTO people (id, name, status, created_at) VALUES (\(person), 'A member', 'active', \(now))")
            }
            let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            let account = try work.openAccount(named: "Northwind", products: ["dashboard"], first: people[0]).id
            let project = try Administration(tx, catalog: catalog, by: .importer, at: now).importedProject("Checkout", in: account).id
            for (number, role) in [(1, "it-admin"), (2, "member"), (3, "associate")] as [(Int, RoleID)] {
                _ = try work.addMember(people[number], to: account, product: "dashboard", role: role)
            }
            return (account, project)
        }
        projects = [project]
    }

    /// What was done so far, for whoever reads a finding.
    var story: String { told.joined(separator: "\n") }

    mutating func nextAct() -> Act {
        let things = Act.Things(
            invitations: invitations.count, groups: groups.count, ownRoles: ownRoles.count, tokens: tokens.map(\.maker),
            projects: projects.count, archived: archived.count, joins: joins.map(\.kept))
        return Act.random(&numbers, things)
    }

    /// The join that the last act undid.
    private(set) var separated: Join?

    /// What was there before and after the join that was just made.
    mutating func note(_ before: Snapshot, _ after: Snapshot) {
        guard let join = joins.indices.last else { return }
        joins[join].before = before.places.filter { [joins[join].kept, joins[join].lost].contains($0.key) }
        joins[join].after = after.places[joins[join].kept]
    }

    /// Returns false if it was refused.
    mutating func perform(_ act: Act) async throws -> Bool {
        separated = nil
        if case .wait(let days) = act.kind { now = now + .days(days) }
        now = now + .seconds(1)
        do {
            switch try await database.writeUnflushed({ [self] in try carryOut(act, $0) }) {
            case .invitation(let sent): invitations.append(sent)
            case .group(let group): groups.append(group)
            case .role(let role): ownRoles.append(role)
            case .token(let token): tokens.append((token, act.actor))
            case .project(let project):
                if !projects.contains(project) { projects.append(project) }
                archived.removeAll { $0 == project }
            case .archived(let project): archived.append(project)
            case .join(let join): joins.append(join)
            case .separated(let index): separated = joins.remove(at: index)
            case .nothing: break
            }
            told.append("\(act.actorName): \(act.kind)")
            return true
        } catch let error as AccessError {
            told.append("\(act.actorName): \(act.kind), refused: \(error.code)")
            return false
        } catch is Nothing {
            told.append("\(act.actorName): \(act.kind), nothing to do")
            return false
        }
    }

    private struct Nothing: Error {}

    private enum Made: Sendable {
        case invitation(SentInvitation), group(AccessGroupID), role(CustomRoleID), token(ProvisioningToken), project(ProjectID)
        case archived(ProjectID), join(Join), separated(Int), nothing
    }

    private func carryOut(_ act: Act, _ tx: Transaction) throws -> Made {
        if act.isByDirectory { return try carryOutByDirectory(act.kind, tx) }
        let actor: Administration.Actor = act.actor.map { .person(people[$0]) } ?? (act.isImport ? .importer : .operatorCommand)
        let work = Administration(tx, catalog: catalog, by: actor, at: now)
        func member(_ number: Int) throws -> Member {
            guard let member = try tx.member(people[number], in: account, product: "dashboard") else { throw Nothing() }
            return member
        }
        func grant(_ index: Int, of member: Member) throws -> AccessGrantID {
            guard member.grants.indices.contains(index) else { throw Nothing() }
            return member.grants[index].id
        }
        // Whoever cannot sign in does nothing by page or API.
        if let number = act.actor, try !tx.maySignIn(people[number]) { throw Nothing() }
        switch act.kind {
        case .give(let role, let days, let withProject, let target):
            let role = named(role)
            let isAssigned = try catalog["dashboard"].flatMap { try tx.role(role, of: $0, in: account) }?.projects == .assigned
            let terms = GrantTerms(role: role, projects: withProject && isAssigned ? [project] : nil, endsAt: days.map { now + .days($0) })
            _ = try work.give(terms, to: member(target).id, of: account, as: "dashboard")
        case .change(let index, let role, let days, let target):
            let target = try member(target)
            let terms = GrantTerms(role: named(role), endsAt: days.map { now + .days($0) })
            _ = try work.change(grant(index, of: target), of: target.id, in: account, as: "dashboard", to: terms)
        case .take(let index, let target):
            let target = try member(target)
            _ = try work.take(grant(index, of: target), of: target.id, in: account, as: "dashboard")
        case .role(let role, let target):
            _ = try work.changeMember(member(target).id, of: account, as: "dashboard", to: .init(role: named(role)))
        case .projects(let isGiven, let below, let target):
            _ = try work.changeMember(
                member(target).id, of: account, as: "dashboard", to: .init(projects: isGiven ? given(withBelow: below) : []))
        case .status(let status, let target):
            _ = try work.changeMember(member(target).id, of: account, as: "dashboard", to: .init(status: status))
        case .remove(let target): _ = try work.removeMember(member(target).id, of: account, as: "dashboard")
        case .leave: _ = try work.leave(account, product: "dashboard")
        case .add(let role, let target): _ = try work.addMember(people[target], to: account, product: "dashboard", role: named(role))
        case .invite(let role, let target): return .invitation(try invite(target, named(role), work, by: act.actor))
        case .accept(let index):
            guard invitations.indices.contains(index) else { throw Nothing() }
            let person = people[accepter(of: index, act)]
            guard try tx.maySignIn(person) else { throw Nothing() }
            _ = try Administration(tx, catalog: catalog, by: .person(person), at: now)
                .acceptInvitation(invitations[index].token)
        case .withdraw(let index):
            guard invitations.indices.contains(index) else { throw Nothing() }
            try work.withdrawInvitation(invitations[index].id, of: account, as: "dashboard")
        case .openProject, .openBelow, .move, .archive, .restore: return try carryOutOnTree(act.kind, work)
        case .openGroup, .groupGive, .groupChange, .groupTake, .groupAdd, .groupRemove, .closeGroup:
            return try carryOutOnGroup(act.kind, work, tx)
        case .makeRole(let manages):
            return .role(try work.makeRole(terms("Role \(now.milliseconds)", manages), in: account, as: "dashboard").id)
        case .changeRole(let own, let manages):
            let id = ownRoles[own]
            _ = try work.changeRole(id, in: account, as: "dashboard", to: terms("Changed \(now.milliseconds)", manages))
        case .removeRole(let own): try work.removeRole(ownRoles[own], in: account, as: "dashboard")
        case .personStatus(let isActive, let number):
            guard act.actor == nil else { throw Nothing() }
            if !isActive { try work.beginAbsence(of: people[number]) }
            try tx.run(
                "UPDATE people SET status = \(isActive ? "active" : "suspended") WHERE id = \(people[number]) AND merged_into IS NULL")
        case .join(let lost, let keepsOwn):
            guard let kept = act.actor, kept != lost, try tx.maySignIn(people[lost]) else { throw Nothing() }
            let sides = try [kept, lost].compactMap { try tx.member(people[$0], in: account, product: "dashboard") }
            let chosen = sides.count == 2 ? [sides[keepsOwn ? 0 : 1].id] : []
            let (moved, ended) = try work.moveMemberships(from: people[lost], to: people[kept], keeping: Set(chosen))
            try tx.run("UPDATE people SET merged_into = \(people[kept]) WHERE id = \(people[lost])")
            let id = "join \(people[lost]) \(now.milliseconds)"
            try tx.run(
                """
                INSERT INTO joins (id, kept_id, other_id, joined_at, kept_name) VALUES (\(id), \(people[kept]), \(people[lost]), \(now), '')
                """)
            for membership in ended { try tx.keep(membership, of: id) }
            return .join(Join(id: id, kept: kept, lost: lost, moved: moved))
        case .separate(let index):
            let join = joins[index]
            try work.returnMemberships(join.moved, endedBy: join.id, from: people[join.kept], to: people[join.lost])
            try tx.run("UPDATE people SET merged_into = NULL WHERE id = \(people[join.lost])")
            return .separated(index)
        case .makeToken(let role):
            return .token(
                try work.makeProvisioningToken(
                    SystemRandom().token(), in: account, as: "dashboard", role: role.map(named)))
        case .provision, .describe, .deprovision, .directoryGroup, .wait: break
        case .sweep: try Administration(tx, catalog: catalog, by: .system, at: now).sweepEndedGrants(limit: 100)
        }
        return .nothing
    }

    private func named(_ role: RoleID) -> RoleID {
        let number = role.rawValue.split(separator: ":").last.flatMap { Int($0) }
        return number.map { RoleID(rawValue: ownRoles[$0].text) } ?? role
    }

    private func terms(_ name: String, _ managesPeople: Bool) -> CustomRoleTerms {
        let areas: [AreaID: Action] = managesPeople ? ["users": .manage] : ["billing": .view, "access-keys": .manage]
        return CustomRoleTerms(name: name, purpose: "", areas: areas, projects: managesPeople ? .all : .assigned)
    }

    private func carryOutOnGroup(_ kind: Act.Kind, _ work: Administration, _ tx: Transaction) throws -> Made {
        func member(_ number: Int) throws -> MemberID {
            guard let member = try tx.member(people[number], in: account, product: "dashboard") else { throw Nothing() }
            return member.id
        }
        func grant(of group: Int) throws -> AccessGrantID {
            guard let grant = try tx.group(groups[group], of: account, product: "dashboard")?.grants.first else { throw Nothing() }
            return grant.id
        }
        switch kind {
        case .openGroup: return .group(try work.openGroup(named: "Group \(now.milliseconds)", in: account, as: "dashboard").id)
        case .groupGive(let role, let below, let group):
            let isAssigned = try catalog["dashboard"].flatMap { try tx.role(named(role), of: $0, in: account) }?.projects == .assigned
            let terms = GrantTerms(role: named(role), projects: isAssigned ? given(withBelow: below) : nil)
            _ = try work.give(terms, to: groups[group], in: account, as: "dashboard")
        case .groupChange(let role, let group):
            _ = try work.change(grant(of: group), of: groups[group], in: account, as: "dashboard", to: GrantTerms(role: named(role)))
        case .groupTake(let group): _ = try work.take(grant(of: group), of: groups[group], in: account, as: "dashboard")
        case .groupAdd(let target, let group): _ = try work.add(member(target), to: groups[group], in: account, as: "dashboard")
        case .groupRemove(let target, let group): _ = try work.remove(member(target), from: groups[group], in: account, as: "dashboard")
        case .closeGroup(let group): try work.closeGroup(groups[group], in: account, as: "dashboard")
        default: break
        }
        return .nothing
    }

    private func given(withBelow: Bool) -> ProjectAssignment { ProjectAssignment([project], withBelow: withBelow ? [project] : []) }

    private func carryOutOnTree(_ kind: Act.Kind, _ work: Administration) throws -> Made {
        let name = "Project \(now.milliseconds)"
        switch kind {
        case .openProject: return .project(try work.openProject(named: name, in: account, as: "dashboard").id)
        case .openBelow(let parent):
            return .project(try work.openProject(named: name, below: projects[parent], in: account, as: "dashboard").project.id)
        case .move(let moved, let parent):
            _ = try work.moveProject(projects[moved], below: parent.map { projects[$0] }, in: account, as: "dashboard")
        case .archive(let index):
            // The first one is that which people are given.
            guard projects[index] != project else { throw Nothing() }
            try work.archiveProject(projects[index], in: account, as: "dashboard")
            return .archived(projects[index])
        case .restore(let index): return .project(try work.restoreProject(archived[index], in: account, as: "dashboard").id)
        default: break
        }
        return .nothing
    }

    private func carryOutByDirectory(_ kind: Act.Kind, _ tx: Transaction) throws -> Made {
        func work(_ token: Int) -> Administration {
            Administration(tx, catalog: catalog, by: .directory(tokens[token].token), at: now)
        }
        func user(_ number: Int) throws -> MemberID {
            if let member = try tx.member(people[number], in: account, product: "dashboard") { return member.id }
            let row = try tx.first("SELECT id FROM provisioned_users WHERE account_id = \(account) AND user_name = \(Self.address(number))")
            guard let row else { throw Nothing() }
            return try row["id"]
        }
        let secret = SystemRandom().token()
        let delivery = InvitationDelivery(token: secret, issuer: "https://id.example", inviterName: nil, keyring: try .ofTests)
        func terms(_ number: Int, _ isActive: Bool) -> ProvisionedUser.Terms {
            ProvisionedUser.Terms(
                userName: Self.address(number), externalID: nil, email: EmailAddress(Self.address(number)), isActive: isActive,
                attributes: "{}")
        }
        switch kind {
        case .provision(let number, let token):
            let owners = AddressOwners(people: [people[number]], verified: people[number])
            _ = try work(token).provision(terms(number, true), owners: owners, delivery: delivery)
            return try sent(secret, to: number, by: tokens[token].maker, tx)
        case .describe(let isActive, let number, let token):
            let owners = AddressOwners(people: [people[number]], verified: people[number])
            _ = try work(token).describe(user(number), terms(number, isActive), owners: owners, delivery: delivery)
            return try sent(secret, to: number, by: tokens[token].maker, tx)
        case .deprovision(let number, let token): try work(token).deprovision(user(number))
        case .directoryGroup(let adds, let number, let group, let token):
            let users = [try user(number)]
            try work(token).change(groups[group], adding: adds ? users : [], removing: adds ? [] : users)
        default: break
        }
        return .nothing
    }

    private static func address(_ number: Int) -> String { "person\(number)@northwind.example" }

    /// The invitation that a directory had sent, if it had one sent.
    private func sent(_ secret: Secret<String>, to number: Int, by maker: Int?, _ tx: Transaction) throws -> Made {
        guard let made = try tx.invitation(TokenHash(secret.exposed, purpose: .invitation)) else { return .nothing }
        return .invitation(SentInvitation(id: made.id, token: secret, invitee: number, inviter: maker))
    }

    /// Who follows the link: the person it was mailed to, or an outsider to whom it was passed on.
    func accepter(of invitation: Int, _ act: Act) -> Int {
        let isPassedOn = act.actor.map { $0 > 3 } ?? false
        return isPassedOn ? act.actor ?? 0 : invitations[invitation].invitee
    }

    private func invite(_ target: Int, _ role: RoleID, _ work: Administration, by inviter: Int?) throws -> SentInvitation {
        guard let email = EmailAddress(Self.address(target)) else { throw Nothing() }
        let token = SystemRandom().token()
        let delivery = InvitationDelivery(
            token: token, issuer: "https://id.example", inviterName: nil, keyring: try .ofTests)
        let sent = try work.invite(Invitee(email, knownAs: [people[target]]), to: account, as: "dashboard", role: role, delivery: delivery)
        return SentInvitation(id: sent.id, token: token, invitee: target, inviter: inviter)
    }
}
