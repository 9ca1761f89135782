internal import Access
internal import Audit
internal import Core
internal import OpenID
internal import SQL
internal import Web

/// Events of an account as JSON. Events hold ids: the names are those of now, looked up once each. What is gone has the name that the event
/// itself keeps, or none.
struct EventReader {
    let tx: Transaction
    let target: AccountInProduct
    /// Whether the reader opens the list of people, where addresses stand.
    private let showsAddresses: Bool

    private var people: [PersonID: JSON] = [:]
    private var subjects: [String: Subject] = [:]
    private var roles: [RoleID: Role]?

    init(_ tx: Transaction, _ target: AccountInProduct, showsAddresses: Bool = true) {
        self.tx = tx
        self.target = target
        self.showsAddresses = showsAddresses
    }

    private struct Subject {
        var name: String?
        /// Whether it is still there.
        var isThere: Bool
    }

    /// Nothing of a network stands here: where somebody works from is not their customer's to know.
    mutating func json(of event: RecordedEvent) throws -> JSON {
        let details = try JSON(reading: Array(event.details.utf8))
        let changes = try event.changes.map { try JSON(reading: Array($0.utf8)) }
        // Whoever was added had nothing before.
        let roles = changes?["role"]?.array ?? details["role"].map { [.null, $0] }
        let projects = changes?["projects"]?.array ?? details["projects"].map { [.null, $0] }
        let below = changes?["below"]?.array ?? details["below"].map { [.null, $0] }
        let parent = changes?["parent"]?.array ?? details["parent"].map { [.null, $0] }
        // Who decides for the operator is no business of the account's.
        let isOperators = [AuditAction.accountDayAgreed.rawValue, AuditAction.accountDayDeclined.rawValue].contains(event.action)
        let actor = isOperators ? AuditEvent.Actor.operatorCommand.text : event.actor
        let giver = AuditEvent.Actor.person(of: actor)
        let group = try details["group"]?.string.map { ["id": .string($0), "name": .text(try subject($0, nil).name)] as JSON }
        return [
            "id": .string(event.id.text), "at": .string(event.at.rfc3339), "action": .string(event.action),
            "by": try giver.map { try person($0) } ?? .null, "source": .string(giver == nil ? source(actor) : "person"),
            "subject": try subject(of: event, details, changes),
            "roles": try change(roles) { reader, list in try list.split(separator: ", ").map { try reader.role(String($0)) } },
            "projects": try change(projects) { reader, list in try reader.projectNames(list) },
            "below": try change(below) { reader, list in try reader.projectNames(list) },
            "parent": try change(parent) { reader, list in try reader.projectNames(list) },
            "ends": change(changes?["ends"]?.array) { _, list in list.split(separator: ", ").map { .string(String($0)) } },
            "status": change(changes?["status"]?.array) { _, status in [.string(status)] }, "group": group ?? .null,
            "details": Self.rest(of: details), "changes": Self.rest(of: changes),
        ]
    }

    /// What made a change that no person made. The only clients that change something here are directories, by their tokens.
    private func source(_ actor: String) -> String { actor.hasPrefix("client:") ? "directory" : actor }

    /// What has no member of its own.
    private static func rest(of object: JSON?) -> JSON {
        let known = ["role", "projects", "below", "parent", "ends", "status", "group", "product", "person", "request", "networks"]
        return .object((object?.object ?? []).filter { !known.contains($0.0) })
    }

    private mutating func subject(of event: RecordedEvent, _ details: JSON, _ changes: JSON?) throws -> JSON {
        var found = try subject(event.subject, details["person"]?.string.flatMap { PersonID($0) })
        found.name = found.name ?? details["name"]?.string ?? changes?["name"]?.array?.last?.string ?? event.values["email"]
        return ["id": .string(event.subject), "name": .text(found.name), "exists": .bool(found.isThere)]
    }

    private mutating func subject(_ id: String, _ person: PersonID?) throws -> Subject {
        if let known = subjects[id] { return known }
        let found = try look(id) ?? Subject(name: nil, isThere: false)
        guard !found.isThere, let person else {
            subjects[id] = found
            return found
        }
        let gone = try self.person(person)
        return Subject(name: gone["name"]?.string ?? gone["email"]?.string, isThere: false)
    }

    private mutating func look(_ id: String) throws -> Subject? {
        let account = target.account
        if let member = MemberID(id) {
            guard let found = try tx.member(member, of: account), found.product == target.product.id else { return nil }
            let json = try person(found.person)
            return Subject(name: json["name"]?.string ?? json["email"]?.string, isThere: true)
        }
        if let group = AccessGroupID(id) {
            return try tx.group(group, of: account, product: target.product.id).map { Subject(name: $0.name, isThere: true) }
        }
        if let project = ProjectID(id) {
            return try tx.project(project).flatMap { $0.account == account ? Subject(name: $0.name, isThere: true) : nil }
        }
        if let role = CustomRoleID(id) {
            return try tx.customRole(role, of: account, product: target.product.id).map { Subject(name: $0.terms.name, isThere: true) }
        }
        if id == account.text { return try tx.account(account).map { Subject(name: $0.name, isThere: true) } }
        return nil
    }

    /// Of somebody who is not in the account any more the name alone: their present address is not its business. Nor is anybody's that of a
    /// reader who does not open the list of people.
    private mutating func person(_ id: PersonID) throws -> JSON {
        if let known = people[id] { return known }
        var json = try tx.json(of: id)
        if try !showsAddresses || tx.memberships(of: id, in: target.account).isEmpty {
            json = .object((json.object ?? []).map { $0.0 == "email" ? ($0.0, .null) : $0 })
        }
        people[id] = json
        return json
    }

    private mutating func role(_ text: String) throws -> JSON {
        let known = try roles ?? Dictionary(tx.roles(of: target.product, in: target.account).map { ($0.id, $0) }) { first, _ in first }
        roles = known
        let id = RoleID(rawValue: text)
        return .role(known[id], called: id)
    }

    /// Those of all grants, each once. A project that was closed has no name any more.
    private mutating func projectNames(_ list: String) throws -> [JSON] {
        let ids = Set(list.split { " ,".contains($0) }.map(String.init)).filter { ProjectID($0) != nil }
        return try ids.sorted().map { ["id": .string($0), "name": .text(try subject($0, nil).name)] }
    }

    /// `{"before": […], "after": […]}`; null if it did not change.
    private mutating func change(_ sides: [JSON]?, _ read: (inout EventReader, String) throws -> [JSON]) rethrows -> JSON {
        guard let sides, sides.count == 2, sides[0].string ?? "" != sides[1].string ?? "" else { return .null }
        return ["before": .array(try read(&self, sides[0].string ?? "")), "after": .array(try read(&self, sides[1].string ?? ""))]
    }
}
