internal import Core
internal import Language
internal import ProductKit
internal import Web

/// A key that was just made, on its way to the one page that shows its secret. Reloading that page makes no other key.
struct NewAccessKey {
    private static let cookie = "lanyard_new_access_key"

    let id: String
    let secret: String
    let name: String
    let project: String
    private let maker: String

    /// Throws `Problem` if the ID's answer is not that of a new key.
    init(_ answer: JSON, project: String, for proof: MayManage<AccessKeysArea>) throws {
        guard let id = answer["client_id"]?.string, let secret = answer["client_secret"]?.string, let name = answer["name"]?.string else {
            throw Problem.unreadableAnswer
        }
        self.id = id
        self.secret = secret
        self.name = name
        self.project = project
        maker = Self.maker(proof)
    }

    /// The key that this browser brings along; nil if it was shown already, or was made in another sign-in or account.
    init?(_ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite) {
        guard let content = site.sealedCookie(Self.cookie).content(in: request), let maker = content["maker"]?.string,
            maker == Self.maker(proof), let id = content["id"]?.string, let secret = content["secret"]?.string,
            let name = content["name"]?.string, let project = content["project"]?.string
        else { return nil }
        self.id = id
        self.secret = secret
        self.name = name
        self.project = project
        self.maker = maker
    }

    func cookie(_ site: ProductSite, _ request: WebRequest) throws -> SetCookie {
        let content: JSON = [
            "id": .string(id), "secret": .string(secret), "name": .string(name), "project": .string(project), "maker": .string(maker),
        ]
        return try site.sealedCookie(Self.cookie).cookie(content, for: .minutes(5), in: request)
    }

    static let removal = SetCookie.removal(cookie)

    private static func maker(_ proof: MayManage<AccessKeysArea>) -> String {
        "\(proof.member.me.person.id) \(proof.account.id)"
    }
}
