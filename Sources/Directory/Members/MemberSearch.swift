package import Access
package import Core
internal import Identity
package import SQL

/// The account's people as lists show them: searched, filtered, ordered and counted. Costs two reads: the page and the count, each over the
/// account's members alone.
package struct MemberSearch: Sendable {
    package struct Page: Sendable {
        package let members: [Member]
        /// nil if this is the last one.
        package let next: MemberPlace?
        package let count: Int
    }

    let target: AccountInProduct
    let filter: MemberFilter
    let now: Timestamp

    package init(_ filter: MemberFilter, in target: AccountInProduct, at now: Timestamp) {
        self.target = target
        self.filter = filter
        self.now = now
    }

    package func page(after place: MemberPlace?, limit: Int, in tx: Transaction) throws -> Page {
        let from: Statement = try """
        FROM members m JOIN people p ON p.id = m.person_id
        WHERE m.account_id = \(target.account) AND m.product = \(target.product.id)\(conditions(tx))
        """
        let count: Int = try tx.first("SELECT COUNT(*) AS number \(from)")?["number"] ?? 0
        let key = try key(tx)
        let direction: Statement = filter.order.isReversed ? " DESC" : ""
        let order: Statement = key.map { "\($0)\(direction), m.id\(direction)" } ?? "m.id\(direction)"
        let shown: Statement = key.map { ", \($0) AS place_key" } ?? ""
        let rows = try tx.rows("SELECT m.id\(shown) \(from)\(behind(place, by: key)) ORDER BY \(order) LIMIT \(limit + 1)")
        let places = try rows.prefix(limit).map { row in
            MemberPlace(key: key == nil ? "" : try row["place_key"], id: try row["id"])
        }
        let members = try tx.members(places.compactMap { MemberID($0.id) })
        return Page(members: members, next: rows.count > limit ? places.last : nil, count: count)
    }

    /// What the list is ordered by before the id, as text; nil for nothing.
    private func key(_ tx: Transaction) throws -> Statement? {
        switch filter.order.key {
        case .joined: nil
        case .name: "p.search_key"
        // Times have 13 digits until the year 2286: their complement to it is ordered the other way round.
        case .lastSignIn: "CAST(9999999999999 - COALESCE(p.last_sign_in_at, 0) AS TEXT)"
        case .role: try "\(rank(tx)) || p.search_key"
        case .status: "CASE WHEN m.held_at IS NOT NULL THEN '2' WHEN m.status = 'active' THEN '0' ELSE '1' END || p.search_key"
        }
    }

    /// The place of the first of their roles that counts now, of four digits.
    private func rank(_ tx: Transaction) throws -> Statement {
        let roles = try tx.roles(of: target.product, in: target.account)
        let places = roles.enumerated().reduce("" as Statement) { all, role in
            "\(all) WHEN \(role.element.id) THEN \(String(1000 + role.offset))"
        }
        return """
            COALESCE((SELECT MIN(CASE g.role\(places) ELSE '8999' END) FROM access_grants g
                WHERE g.member_id = m.id AND (g.ends_at IS NULL OR g.ends_at > \(now))), '9999')
            """
    }

    private func behind(_ place: MemberPlace?, by key: Statement?) -> Statement {
        guard let place else { return "" }
        let isBehind: Statement = filter.order.isReversed ? "<" : ">"
        guard let key else { return " AND m.id \(isBehind) \(place.id)" }
        return " AND (\(key) \(isBehind) \(place.key) OR (\(key) = \(place.key) AND m.id \(isBehind) \(place.id)))"
    }

    private func conditions(_ tx: Transaction) throws -> Statement {
        var all: Statement = ""
        for condition in try [words, role, may(tx), standing, secondFactor, signIn, finding] {
            if let condition { all = all + " AND (\(condition))" }
        }
        return all
    }

    /// Each word begins a word of the name, a part of the main address, or the user name that they have in the product; other addresses of the
    /// person are none of the account's business.
    private var words: Statement? {
        let terms = filter.words.split(whereSeparator: \.isWhitespace).prefix(8)
        guard !terms.isEmpty else { return nil }
        return terms.map { fits(String($0.prefix(100))) }.reduce(nil) { all, next in all.map { "\($0) AND (\(next))" } ?? "(\(next))" }
    }

    private func fits(_ term: String) -> Statement {
        let raw = TextFolding.fold(term).escapedForLike
        let typed = term.comparableName.escapedForLike
        let address: Statement = """
            EXISTS (SELECT 1 FROM email_addresses e WHERE e.person_id = p.id AND
                (e.canonical LIKE \(raw + "%") ESCAPE '!' OR e.canonical LIKE \("%@" + raw + "%") ESCAPE '!'
                 OR e.canonical LIKE \("%." + raw + "%") ESCAPE '!' OR e.canonical LIKE \("%-" + raw + "%") ESCAPE '!'
                 OR e.canonical LIKE \("%!_" + raw + "%") ESCAPE '!' OR e.canonical LIKE \("%+" + raw + "%") ESCAPE '!')
                AND e.id = \(PersonAddress.main(of: "p.id")))
            OR EXISTS (SELECT 1 FROM login_names n WHERE n.person_id = p.id AND n.product = \(target.product.id)
                AND (n.canonical LIKE \(typed + "%") ESCAPE '!' OR n.canonical LIKE \("% " + typed + "%") ESCAPE '!'))
            """
        guard let name = Person.condition(naming: term, in: "p.search_key") else { return address }
        return "(\(name)) OR \(address)"
    }

    private var role: Statement? {
        filter.role.map { role in
            """
            EXISTS (SELECT 1 FROM access_grants g WHERE g.member_id = m.id AND g.role = \(role)
                AND (g.ends_at IS NULL OR g.ends_at > \(now)))
            """
        }
    }

    /// All of it together.
    private func may(_ tx: Transaction) throws -> Statement? {
        let all = try filter.may.map { may -> Statement in "m.id IN (\(try tx.permittedIDs(may.action, may.resource, in: target, at: now)))"
        }
        return all.dropFirst().reduce(all.first) { found, next in found.map { $0 + " AND " + next } }
    }

    private var standing: Statement? {
        switch filter.standing {
        case nil: nil
        case .active: "m.status = 'active' AND m.held_at IS NULL"
        case .suspended: "m.status = 'suspended' AND m.held_at IS NULL"
        case .held: "m.held_at IS NOT NULL"
        case .noRole:
            "NOT EXISTS (SELECT 1 FROM access_grants g WHERE g.member_id = m.id AND (g.ends_at IS NULL OR g.ends_at > \(now)))"
        }
    }

    private var finding: Statement? {
        guard let finding = filter.finding else { return nil }
        let found: Statement
        switch finding {
        case .idle:
            found = absent(for: ReviewFinding.idleDays)
        case .administratorWithOneFactor:
            let administrators = target.product.roles.filter(\.isAdministrator).map(\.id)
            found = """
                NOT (\(Self.hasFactor)) AND EXISTS (SELECT 1 FROM access_grants g WHERE g.member_id = m.id AND g.role IN \(list: administrators)
                    AND (g.ends_at IS NULL OR g.ends_at > \(now)))
                """
        case .withoutRole:
            found = "NOT EXISTS (SELECT 1 FROM access_grants g WHERE g.member_id = m.id AND (g.ends_at IS NULL OR g.ends_at > \(now)))"
        }
        // Whoever is shut out already needs no review.
        return """
            m.status = 'active' AND (\(found)) AND NOT EXISTS (
                SELECT 1 FROM reviewed_members r
                WHERE r.member_id = m.id AND r.finding = \(finding.rawValue) AND r.reviewed_at > \(now - ReviewFinding.quiet))
            """
    }

    private static let hasPasskey: Statement = "EXISTS (SELECT 1 FROM passkeys k WHERE k.person_id = m.person_id)"
    private static let hasFactor: Statement = """
        EXISTS (SELECT 1 FROM second_factors f WHERE f.person_id = m.person_id)
        OR \(hasPasskey)
        """

    private var secondFactor: Statement? {
        switch filter.secondFactor {
        case nil: nil
        case .yes: Self.hasFactor
        case .no: "NOT (\(Self.hasFactor))"
        case .noPasskey: "NOT \(Self.hasPasskey)"
        }
    }

    private var signIn: Statement? {
        switch filter.signIn {
        case nil: nil
        case .never: "p.last_sign_in_at IS NULL"
        case .notFor(let days): absent(for: days)
        }
    }

    /// Whoever never signed in has been away for as long as they have been a member.
    private func absent(for days: Int64) -> Statement { "COALESCE(p.last_sign_in_at, m.created_at) < \(now - .days(days))" }
}
