internal import Core
internal import Identity
internal import SQL

/// Whose logins are alike, so that a break would meet all of them: nil stands for any.
package struct EpisodeClass: Hashable, Sendable {
    /// The form of the password's hash: `bcrypt 2a`; `none` for no password.
    package let hash: String?
    /// The kind of the second factor; `none` for none.
    package let factor: String?
    /// The browser's family.
    package let browser: String?
    /// Whether its people did not sign in for 180 days.
    package let isDormant: Bool?

    package var isWhole: Bool { self == .whole }
    static let whole = EpisodeClass(hash: nil, factor: nil, browser: nil, isDormant: nil)
    static let none = "none"

    /// The classes that it is grouped in, but for the whole: without the browser, then without the factor.
    var groups: [EpisodeClass] {
        [
            EpisodeClass(hash: hash, factor: factor, browser: nil, isDormant: isDormant),
            EpisodeClass(hash: hash, factor: nil, browser: nil, isDormant: isDormant),
        ]
    }

    /// Whether everybody of the other class is of this one.
    package func contains(_ other: EpisodeClass) -> Bool {
        (hash == nil || hash == other.hash) && (factor == nil || factor == other.factor) && (browser == nil || browser == other.browser)
            && (isDormant == nil || isDormant == other.isDormant)
    }

    /// `bcrypt 2a, totp, Firefox, not dormant`
    package var words: String {
        let dormant = isDormant.map { $0 ? "dormant" : "not dormant" }
        let parts = [hash, factor.map { $0 == Self.none ? "no second factor" : $0 }, browser, dormant].compactMap(\.self)
        return parts.isEmpty ? "everybody" : parts.joined(separator: ", ")
    }
}

extension EpisodeClass {
    /// Of an episode, whose class has all four parts.
    init(ofEpisode row: Row) throws {
        self.init(
            hash: try row["hash"] ?? Self.none, factor: try row["factor"] ?? Self.none, browser: try row["browser"],
            isDormant: try row["dormant"])
    }

    init(row: Row) throws {
        self.init(
            hash: try row["hash"], factor: try row["factor"], browser: try row["browser"], isDormant: try row["dormant"])
    }
}
