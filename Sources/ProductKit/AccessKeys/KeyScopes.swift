package import Language
internal import Web

/// What access keys of a product may do, in words.
package enum KeyScopes {
    static func choices(_ site: ProductSite) -> [Choice] { site.keyUse.scopes.map { Choice($0.rawValue, $0.title, detail: $0.hint) } }

    package static func title(_ scopes: [String]) -> Phrase {
        .all(scopes.map { scope in AccessKeyScope(rawValue: scope)?.title ?? .text(scope) })
    }
}
