internal import Core
internal import Language
internal import Web

/// A key that was just made, for the one page that shows its secret.
struct NewAccessKey {
    private static let cookie = "lanyard_new_access_key"

    let id: String
    let secret: String
    let name: String
    let project: String
    /// Until when the secret before this one is accepted; nil for a key that is new itself.
    let oldUntil: String?
    private let once: ShownOnce

    /// Throws `Problem` if the ID's answer is not that of a new key.
    init(_ answer: JSON, project: String, for proof: MayManage<AccessKeysArea>) throws {
        guard let id = answer["client_id"]?.string, let secret = answer["client_secret"]?.string, let name = answer["name"]?.string else {
            throw Problem.unreadableAnswer
        }
        self.id = id
        self.secret = secret
        self.name = name
        self.project = project
        oldUntil = nil
        once = ShownOnce(Self.cookie, for: proof.member)
    }

    /// The new secret of a key. Throws `Problem` if the ID's answer is not that of one.
    init(_ answer: JSON, renewing key: AccessKey, for proof: MayManage<AccessKeysArea>) throws {
        guard let secret = answer["client_secret"]?.string, let until = answer["old_secret_until"]?.string else {
            throw Problem.unreadableAnswer
        }
        id = key.id
        self.secret = secret
        name = key.name
        project = key.project
        oldUntil = until
        once = ShownOnce(Self.cookie, for: proof.member)
    }

    /// The key that this browser brings along; nil if it was shown already, or was made in another sign-in or account.
    init?(_ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite) {
        once = ShownOnce(Self.cookie, for: proof.member)
        guard let content = once.content(site, request), let id = content["id"]?.string, let secret = content["secret"]?.string,
            let name = content["name"]?.string, let project = content["project"]?.string
        else { return nil }
        self.id = id
        self.secret = secret
        self.name = name
        self.project = project
        oldUntil = content["old_until"]?.string
    }

    func cookie(_ site: ProductSite, _ request: WebRequest) throws -> SetCookie {
        try once.keep(
            [
                ("id", .string(id)), ("secret", .string(secret)), ("name", .string(name)), ("project", .string(project)),
                ("old_until", .text(oldUntil)),
            ], site, request)
    }

    var removal: SetCookie { once.removal }
}
