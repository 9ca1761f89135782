internal import Core
package import Language
internal import Web

/// The person who makes the request and what they may do, according to the ID at this request.
package struct Me: Sendable {
    package struct Person: Sendable, Hashable {
        package let id: String
        package let name: String
        package let email: String
        /// The language that the person chose to read; nil if they chose none, or one that we do not speak.
        package let language: Language?
        /// The time zone that the person chose.
        package let zone: Zone?

        /// Their name, or their address where they have none.
        package var named: String { name.isEmpty ? email : name }
    }
    package struct Role: Sendable, Hashable {
        package let id: String
        package let name: String
        /// The name in its languages.
        package let title: Phrase
    }
    package struct Project: Sendable, Hashable {
        package let id: String
        package let name: String
        /// The project below which it lies; nil for one at the top, and where the reader does not see that one.
        package var parent: String?
    }
    package struct Membership: Sendable, Hashable {
        package let account: String
        package let name: String
        package let roles: [Role]
        /// Whether the account asks for two factors, and the person signed in with one.
        let needsSecondFactor: Bool
        /// What else of a sign-in the account asks for, and this one does not have: `passkey`, `network`, …
        let needsSignIn: String?
    }

    package let person: Person
    /// A product that the person opens.
    package struct Product: Sendable, Hashable {
        let id: String
        let name: String
        let address: String
    }

    /// All that the person opens, this product too.
    let products: [Product]
    /// The accounts in which the person is a member of this product.
    package let accounts: [Membership]
    /// The account this session works in; nil if none is chosen yet.
    package internal(set) var account: Account?
    /// When the person's sign-in moves to the ID, if they signed in here and that is within a week.
    struct Move: Sendable, Hashable {
        let at: Timestamp
        let mayWait: Bool
    }
    let move: Move?
    /// nil unless it was asked for.
    let waiting: Waiting?
    /// Why the account's role does not open the page, if the ID was asked about an area and refuses it.
    let refusal: Refusal?

    /// The titles of the roles that would open the page, and the names of the people who can change the member's role.
    struct Refusal: Sendable {
        let needed: [Phrase]
        let holders: [String]
        /// The request that the member made for it.
        let request: OwnRequest?
    }

    /// One account as its member sees it.
    package struct Account: Sendable {
        package let id: String
        package let name: String
        /// The id it had at the old product; nil if it was not imported.
        package let externalID: String?
        /// How its people read who chose nothing themselves; nil for as ever.
        let language: Language?
        let zone: Zone?
        /// When it ends in this product; nil if it does not.
        let closesAt: Timestamp?
        /// The id of the person's membership in the account.
        package let member: String
        /// The roles they hold now; none for a member whose last one has ended.
        package let roles: [Role]
        let viewed: Set<String>
        let managed: Set<String>
        let grants: [Grant]
        /// The projects that the member may see in the area of the page, or in any (`narrowed`).
        package internal(set) var projects: [Project]
        /// Those that they may see in any area.
        let everyProject: [Project]
        /// Whether these are all projects of the account, including new ones.
        package internal(set) var hasAllProjects: Bool

        /// Every id by which traffic and ledgers may name it: its own, and the one it had in an import.
        package var names: [String] { [id] + (externalID.map { [$0] } ?? []) }
        package func mayView<Area: ProductArea>(_ area: Area.Type) -> Bool { viewed.contains(Area.id) }
        package func mayManage<Area: ProductArea>(_ area: Area.Type) -> Bool { managed.contains(Area.id) }
        /// Whether the role opens this entry of the navigation.
        func mayView(_ entry: AreaEntry) -> Bool { viewed.contains(entry.id) }
    }
}

extension Me {
    /// Reads the response of `GET /api/v1/me`. Throws a `Problem` (502) for anything else.
    init(_ json: JSON) throws {
        guard let person = json["person"], let id = person["id"]?.string else { throw Self.unreadable }
        self.person = Person(
            id: id, name: person["name"]?.string ?? "", email: person["email"]?.string ?? "",
            language: person["locale"]?.string.flatMap { Language(tag: $0) }, zone: person["zoneinfo"]?.string.flatMap { Zone($0) })
        let active = (json["accounts"]?.array ?? []).filter { $0["status"]?.string ?? "active" == "active" }
        accounts = try active.map { entry in
            guard let id = entry["id"]?.string else { throw Self.unreadable }
            return Membership(
                account: id, name: entry["name"]?.string ?? id, roles: (entry["roles"]?.array ?? []).compactMap { Role($0) },
                needsSecondFactor: entry["needs_second_factor"]?.bool == true, needsSignIn: entry["needs_sign_in"]?.string)
        }
        products = (json["products"]?.array ?? []).compactMap(Product.init)
        account = try json["current"].flatMap { $0 == .null ? nil : try Account($0) }
        move = json["move"].flatMap { move in
            move["at"]?.string.flatMap { Timestamp(rfc3339: $0) }.map { Move(at: $0, mayWait: move["may_wait"]?.bool ?? false) }
        }
        waiting = json["waiting"].flatMap { $0 == .null ? nil : Waiting($0) }
        refusal = json["refusal"].flatMap { $0 == .null ? nil : Refusal($0) }
    }

    static let unreadable = Problem(
        status: 502, code: "id-answer", title: "product.id-unreadable", detail: "product.id-unreadable-next")
}

extension Me.Product {
    init?(_ json: JSON) {
        guard let id = json["id"]?.string, let address = json["address"]?.string else { return nil }
        self.init(id: id, name: json["name"]?.string ?? id, address: address)
    }
}

extension Me.Refusal {
    init(_ json: JSON) {
        needed = (json["needed"]?.array ?? []).compactMap { Me.Role($0)?.title }
        holders = (json["holders"]?.array ?? []).compactMap { $0["name"]?.string ?? $0["email"]?.string }
        request = json["request"].flatMap(OwnRequest.init)
    }
}

extension Me.Account {
    init(_ json: JSON) throws {
        guard let id = json["id"]?.string, let member = json["member"]?.string else { throw Me.unreadable }
        self.id = id
        language = json["locale"]?.string.flatMap { Language(tag: $0) }
        zone = json["zoneinfo"]?.string.flatMap { Zone($0) }
        closesAt = json["closes_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        name = json["name"]?.string ?? id
        self.member = member
        roles = (json["roles"]?.array ?? []).compactMap { Me.Role($0) }
        grants = (json["grants"]?.array ?? []).map(Grant.init)
        // An id of ours names this server's account and no other, whatever an import called its own.
        externalID = json["external_id"]?.string.flatMap { AccountID($0) == nil ? $0 : nil }
        let areas = json["areas"]?.object ?? []
        viewed = Set(areas.map(\.0))
        managed = Set(areas.filter { $0.1.string == "manage" }.map(\.0))
        everyProject = Me.Project.list(json["projects"]?.array ?? [])
        projects = everyProject
        hasAllProjects = json["all_projects"]?.bool ?? false
    }
}

extension Me.Role {
    init?(_ json: JSON?) {
        guard let id = json?["id"]?.string else { return nil }
        let name = json?["name"]?.string ?? id
        self.init(id: id, name: name, title: Phrase(names: json?["names"]) ?? .text(name))
    }
}

extension Me.Project {
    /// The projects sorted by name, ignoring case.
    static func list(_ items: [JSON]) -> [Me.Project] {
        items.compactMap(Me.Project.init).sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
    }

    init?(_ json: JSON) {
        guard let id = json["id"]?.string else { return nil }
        self.init(id: id, name: json["name"]?.string ?? id, parent: json["parent"]?.string)
    }
}
