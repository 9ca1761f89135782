internal import Core
package import Web

/// A secret that was just made, on its way to the one page that shows it. Reloading that page makes no other one.
package struct ShownOnce: Sendable {
    private let cookie: String
    /// In which sign-in and account it was made: in another it is not shown.
    private let maker: String

    package init(_ cookie: String, for member: InAccount) {
        self.cookie = cookie
        maker = "\(member.me.person.id) \(member.account.id)"
    }

    package func keep(_ content: [(String, JSON)], _ site: ProductSite, _ request: WebRequest) throws -> SetCookie {
        let kept = JSON.object(content + [("maker", .string(maker))])
        return try site.sealedCookie(cookie).cookie(kept, for: .minutes(5), in: request)
    }

    /// nil if it was shown already, or was made in another sign-in or account.
    package func content(_ site: ProductSite, _ request: WebRequest) -> JSON? {
        guard let content = site.sealedCookie(cookie).content(in: request), content["maker"]?.string == maker else { return nil }
        return content
    }

    package var removal: SetCookie { SetCookie.removal(cookie) }
}
