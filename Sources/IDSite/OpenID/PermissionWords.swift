internal import Core
internal import Language
internal import OpenID

/// What a permission lets an application do.
enum PermissionWords {
    /// `account` is the name of the account that a permission is for.
    static func phrase(_ permission: String, in account: String?) -> Phrase {
        let place: Phrase = account.map { Phrase("authorization.account", ["account": $0]) } ?? "authorization.your-accounts"
        return switch permission {
        case Scope.openid: "authorization.may-know-you"
        case Scope.profile: "authorization.may-see-name"
        case Scope.email: "authorization.may-see-address"
        case Scope.offlineAccess: "authorization.may-go-on"
        case _ where permission.hasPrefix(Scope.manage): Phrase("authorization.may-act", ["place": place])
        case _ where permission.hasPrefix(Scope.accountPrefix): Phrase("authorization.may-know-role", ["place": place])
        default: Phrase("authorization.may-use", ["permission": permission])
        }
    }
}
