package import Core
internal import SQL

/// What tells one browser from another during a move, as a hash: the value of a cookie, or what a product sends in its place.
package struct BrowserMark: Sendable, Equatable {
    let text: String

    package init(_ value: String) { text = Hex.encode(Array(TokenHash(value, purpose: .episodeBrowser).bytes.prefix(16))) }
}

extension Transaction {
    /// The browser is that person's, as they have just signed in or used a mailed link in it: failed episodes of the last 24 hours there that
    /// counted for nobody, as a stranger's may, are judged again.
    package func claimEpisodes(of person: PersonID, in browser: BrowserMark, at now: Timestamp) throws {
        try run(
            """
            UPDATE rollout_episodes SET known = 1, number = NULL
            WHERE person_id = \(person) AND browser_mark = \(browser.text) AND known = 0 AND result <> 'succeeded'
                AND last_at >= \(now - .hours(24)) AND last_at <= \(now) AND (number IS NULL OR number = 0)
            """)
    }
}
