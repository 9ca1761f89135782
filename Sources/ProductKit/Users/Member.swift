internal import Core
internal import Language
internal import Web

/// A member as the management API shows them.
struct Member: Sendable {
    let id: String
    let name: String
    let email: String
    /// What they may, oldest first: none for somebody whose last role has ended.
    let grants: [Grant]
    let status: Status
    let lastSignIn: String?
    /// Whether they have a second factor or a passkey.
    let hasSecondFactor: Bool
    /// The access keys that the member made, as far as the reader may see them. Empty in a list of members.
    let keys: [AccessKey]
    /// How many access keys the member made.
    let keyCount: Int
    /// The groups that the member is in. Empty in a list of members.
    let groups: [GroupName]
    /// Where they have this product open. Empty in a list of members.
    let sessions: [OpenSession]
    let joinedAt: Timestamp?
    /// What they ask for and nobody has answered. Empty in a list of members.
    let requests: [AccessRequest]
    /// What the account has to do with their way back in without their second factor; nil if the reader may not agree to it.
    let recovery: Recovery?

    enum Status: String, Sendable {
        case active, suspended
        /// Another account let them back in without their second factor, and this one has not agreed yet.
        case held
    }

    /// A role that the member holds.
    struct Grant: Sendable {
        let id: String
        let role: Me.Role
        /// nil if the role sees all projects.
        let projects: [Me.Project]?
        /// The ids of those of them that were given with what lies below.
        let below: [String]
        let endsAt: Timestamp?
        let giver: String?
        let givenAt: Timestamp?
        /// Where it comes from: `person`, `operator`, `import`, `directory`, `group`.
        let source: String
        /// The id of the group that it comes from.
        let group: String?
    }

    struct Recovery: Sendable {
        let mayAgree: Bool
        let request: Request?
        let agreedUntil: Timestamp?

        struct Request: Sendable {
            let isAgreed: Bool
            let isAgreedHere: Bool
            let requestedAt: Timestamp
            let waitsUntil: Timestamp
            let network: String
        }
    }

    struct OpenSession: Sendable {
        let browser: Phrase
        let lastUsed: Timestamp?
    }

    struct AccessKey: Sendable {
        let id: String
        let name: String
        let project: String
        let lastUsed: Timestamp?

        /// Whether a program used it in the last 30 days.
        func isInUse(at now: Timestamp) -> Bool { lastUsed.map { $0 + .days(30) > now } ?? false }
    }

    init(_ json: JSON) throws {
        guard let id = json["id"]?.string, let person = json["person"] else { throw Me.unreadable }
        self.id = id
        email = person["email"]?.string ?? ""
        name = person["name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? email
        grants = try (json["grants"]?.array ?? []).map(Grant.init)
        status = json["status"]?.string.flatMap(Status.init(rawValue:)) ?? .suspended
        recovery = try json["recovery"]?.object == nil ? nil : Recovery(json["recovery"] ?? .null)
        lastSignIn = json["last_sign_in"]?.string
        hasSecondFactor = json["second_factor"]?.bool ?? false
        groups = (json["groups"]?.array ?? []).compactMap(GroupName.init)
        sessions = (json["sessions"]?.array ?? []).map(OpenSession.init)
        joinedAt = json["created_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        requests = try (json["access_requests"]?.array ?? []).map(AccessRequest.init)
        keys = (json["access_keys"]?.array ?? []).compactMap { key in
            key["id"]?.string.map {
                AccessKey(
                    id: $0, name: key["name"]?.string ?? $0, project: key["project"]?["name"]?.string ?? "",
                    lastUsed: key["last_used_at"]?.string.flatMap { Timestamp(rfc3339: $0) })
            }
        }
        keyCount = json["access_key_count"]?.integer.map(Int.init) ?? keys.count
    }

    /// What their access keys go on doing while they themselves may not; nil if they made none.
    var keysStay: Phrase? { keyCount > 0 ? Phrase("users.keys-stay", ["count": keyCount, "name": name]) : nil }
}

extension Member {
    /// Those that are the member's own, not a group's.
    var ownGrants: [Grant] { grants.filter { $0.group == nil } }
}

extension Member.OpenSession {
    fileprivate init(_ json: JSON) {
        let system = json["system"]?.string
        lastUsed = json["last_used_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        guard let name = json["browser"]?.string else {
            browser = "session.unknown-browser"
            return
        }
        browser = system.map { Phrase("session.browser-on", ["browser": name, "system": $0]) } ?? .text(name)
    }
}

extension Member.Grant {
    init(_ json: JSON) throws {
        guard let id = json["id"]?.string, let role = Me.Role(json["role"]) else { throw Me.unreadable }
        self.id = id
        self.role = role
        projects = (json["projects"]?.array).map(Me.Project.list)
        below = (json["below"]?.array ?? []).compactMap(\.string)
        endsAt = json["ends_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        giver = json["given_by"]?["name"]?.string ?? json["given_by"]?["email"]?.string
        givenAt = json["given_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        source = json["source"]?.string ?? ""
        group = json["group"]?.string
    }
}

extension Member.Recovery {
    fileprivate init(_ json: JSON) throws {
        mayAgree = json["may_agree"]?.bool ?? false
        agreedUntil = json["agreed_until"]?.string.flatMap { Timestamp(rfc3339: $0) }
        guard let open = json["request"], open.object != nil else {
            request = nil
            return
        }
        guard let requested = open["requested_at"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
            let waits = open["waits_until"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { throw Me.unreadable }
        request = Request(
            isAgreed: open["state"]?.string != "waiting", isAgreedHere: open["agreed_by_this_account"]?.bool ?? false,
            requestedAt: requested, waitsUntil: waits, network: open["network"]?.string ?? "")
    }
}

/// The area that governs money; its id is `billing` in every product that has one.
package enum BillingArea: ProductArea { package static let id = "billing" }
/// The area of projects, in products that have them.
package enum ProjectsArea: ProductArea { package static let id = "projects" }
/// The area in which access keys are managed.
package enum AccessKeysArea: ProductArea { package static let id = "access-keys" }
/// The area in which members are managed; its id is `users` in every product.
package enum UsersArea: ProductArea { package static let id = "users" }
/// The area in which the account itself is managed.
package enum SettingsArea: ProductArea { package static let id = "settings" }

extension PersonAPI {
    func projects(in account: Me.Account) async throws -> [Me.Project] {
        try await Me.Project.list(all(ManagementPath.projects(account.id)))
    }

    /// The id comes from a path. A text that is not a member's id is treated as not found.
    func member(_ id: String, in account: Me.Account) async throws -> Member {
        guard let id = MemberID(id) else { throw Problem.notFound }
        return try await Member(call("GET", ManagementPath.member(account.id, id.text)))
    }
}
