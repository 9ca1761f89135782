/// The kind of token that is expected. It fixes `typ` and the algorithms, so that one kind of token is never accepted as another
/// (RFC 8725 section 3.11).
package struct TokenUse: Sendable {
    /// The only accepted `typ`, compared without regard to case and without `application/` (RFC 7515 section 4.1.9).
    package let type: String
    /// Whether a token without `typ` is accepted too: ID tokens of other providers often have none.
    package let typeMayBeMissing: Bool
    /// Whether `iat` may be missing: RFC 7523 section 3 lets assertions do without it.
    package let issueTimeMayBeMissing: Bool
    package let algorithms: Set<Algorithm>

    package init(type: String, typeMayBeMissing: Bool = false, issueTimeMayBeMissing: Bool = false, algorithms: Set<Algorithm>) {
        self.issueTimeMayBeMissing = issueTimeMayBeMissing
        self.type = type
        self.typeMayBeMissing = typeMayBeMissing
        self.algorithms = algorithms
    }

    /// RFC 9068: `at+jwt`; ours are signed with ES256.
    package static let accessToken = TokenUse(type: "at+jwt", algorithms: [.es256])
    /// OpenID Connect Core section 2.
    package static let idToken = TokenUse(type: "JWT", typeMayBeMissing: true, algorithms: [.rs256, .es256, .edDSA])
    /// OpenID Connect Back-Channel Logout section 2.4.
    package static let logoutToken = TokenUse(type: "logout+jwt", algorithms: [.rs256, .es256, .edDSA])

    func accepts(_ type: String?) -> Bool {
        guard let type else { return typeMayBeMissing }
        let lower = type.lowercased()
        let short = lower.hasPrefix("application/") ? String(lower.dropFirst(12)) : lower
        return short == self.type.lowercased()
    }
}
