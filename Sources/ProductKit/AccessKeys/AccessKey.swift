package import Core
package import Language
internal import Web

/// An access key as the ID describes it.
package struct AccessKey: Sendable {
    package let id: String
    package let name: String
    package let project: String
    package let projectID: String
    package let maker: String
    package let made: String?
    /// What it may do, as the ID names it.
    package let scopes: [String]
    package let endsAt: Timestamp?
    /// The networks that it may be used from; none for every one.
    package let networks: [String]
    package let lastUsed: String?
    package let lastUsedFrom: String?
    package let lastUsedFor: [String]
    /// The networks that it came from last; only where one key was asked for.
    package let seenFrom: [SeenNetwork]
    /// Why its maker could not manage it today, in a word; nil if they could.
    package let makerLost: Phrase?
    /// Whether somebody decided that it goes on working without its maker.
    package let isKept: Bool

    init?(_ json: JSON) {
        guard let id = json["id"]?.string else { return nil }
        self.id = id
        name = json["name"]?.string ?? id
        project = json["project"]?["name"]?.string ?? ""
        projectID = json["project"]?["id"]?.string ?? ""
        maker = json["created_by"]?["name"]?.string ?? json["created_by"]?["email"]?.string ?? ""
        made = json["created_at"]?.string
        scopes = (json["scopes"]?.array ?? []).compactMap(\.string)
        endsAt = json["expires_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        networks = (json["networks"]?.array ?? []).compactMap(\.string)
        lastUsed = json["last_used_at"]?.string
        lastUsedFrom = json["last_used_from"]?.string
        lastUsedFor = (json["last_used_for"]?.array ?? []).compactMap(\.string)
        seenFrom = (json["seen_from"]?.array ?? []).compactMap(SeenNetwork.init)
        makerLost =
            switch json["maker_lost_access"]?.string {
            case "removed": "access-keys.has-left"
            case "suspended": "access-keys.suspended"
            case "narrowed": "access-keys.lost-project"
            default: nil
            }
        isKept = json["kept_at"]?.string != nil
    }

    /// A network that its secret was shown from.
    package struct SeenNetwork: Sendable {
        let network: String
        /// Whether it may not be used from there.
        let isRefused: Bool
        let first: String?
        let last: String?

        init?(_ json: JSON) {
            guard let network = json["network"]?.string else { return nil }
            self.network = network
            isRefused = json["refused"]?.bool ?? false
            first = json["first_at"]?.string
            last = json["last_at"]?.string
        }
    }

    func isOver(at now: Timestamp) -> Bool { endsAt.map { $0 <= now } ?? false }

    /// Those of the projects that the member sees.
    package static func all(of account: Me.Account, _ api: PersonAPI) async throws -> [AccessKey] {
        try await api.all(ManagementPath.accessKeys(account.id)).compactMap(AccessKey.init)
    }
}

/// A member who may change access keys, and the key of the path, which is one of a project that they see.
struct ManagedKey: Proof {
    let member: MayManage<AccessKeysArea>
    let key: AccessKey

    static func establish(_ request: WebRequest, in site: ProductSite) async throws -> ManagedKey {
        let member = try await MayManage<AccessKeysArea>.establish(request, in: site)
        let all = try await AccessKey.all(of: member.account, member.api)
        let id = try request.parameters(of: AccessKeyPath.revocation)
        guard let key = all.first(where: { $0.id == id }) else { throw Problem.notFound }
        return ManagedKey(member: member, key: key)
    }
}
