internal import Language
internal import ProductKit
internal import Web

/// What access keys of the dashboard may do, in words.
enum KeyScopes {
    static var choices: [Choice] {
        [
            Choice(AccessKeyScope.readMessages.rawValue, "access-keys.scope-read"),
            Choice(AccessKeyScope.writeMessages.rawValue, "access-keys.scope-write", detail: "access-keys.scope-write-hint"),
        ]
    }

    static func title(_ scopes: [String]) -> Phrase {
        .all(
            scopes.map { scope in
                switch AccessKeyScope(rawValue: scope) {
                case .readMessages: "access-keys.scope-read"
                case .writeMessages: "access-keys.scope-write"
                case nil: .text(scope)
                }
            })
    }
}
