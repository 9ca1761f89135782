internal import Core
internal import Language
internal import ProductKit
internal import Web

/// An access key as the ID describes it.
struct AccessKey: Sendable {
    let id: String
    let name: String
    let project: String
    let projectID: String
    let maker: String
    let made: String?
    let lastUsed: String?
    /// Why its maker could not manage it today, in a word; nil if they could.
    let makerLost: Phrase?
    /// Whether somebody decided that it goes on working without its maker.
    let isKept: Bool

    init?(_ json: JSON) {
        guard let id = json["id"]?.string else { return nil }
        self.id = id
        name = json["name"]?.string ?? id
        project = json["project"]?["name"]?.string ?? ""
        projectID = json["project"]?["id"]?.string ?? ""
        maker = json["created_by"]?["name"]?.string ?? json["created_by"]?["email"]?.string ?? ""
        made = json["created_at"]?.string
        lastUsed = json["last_used_at"]?.string
        makerLost =
            switch json["maker_lost_access"]?.string {
            case "removed": "access-keys.has-left"
            case "suspended": "access-keys.suspended"
            case "narrowed": "access-keys.lost-project"
            default: nil
            }
        isKept = json["kept_at"]?.string != nil
    }

    /// Those of the projects that the member sees.
    static func all(of account: Me.Account, _ api: PersonAPI) async throws -> [AccessKey] {
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
