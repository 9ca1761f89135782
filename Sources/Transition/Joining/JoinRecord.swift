internal import Access
package import Core
package import Identity
package import SQL

package enum JoinKind: IdentifierKind { package static let prefix = "jon" }
package typealias JoinID = Identifier<JoinKind>

/// Two logins that were joined, and what came from the other: for 30 days they can be separated again.
package struct JoinRecord: Sendable {
    package let id: JoinID
    package let kept: PersonID
    package let joinedAt: Timestamp
    package var merged: MergedLogin
    package var members: Set<MemberID> = []
    /// By product and id there.
    var sources: Set<Source> = []

    package static let lifetime: Duration = .days(30)
    package var endsAt: Timestamp { joinedAt + Self.lifetime }
    package var other: PersonID { merged.other }

    struct Source: Hashable, Sendable {
        let product: String
        let externalID: String
    }

    init(_ kept: PersonID, _ merged: MergedLogin, at now: Timestamp) {
        id = JoinID(at: now)
        self.kept = kept
        self.merged = merged
        joinedAt = now
    }
}

extension JoinRecord {
    /// Every part with its kind, as `join_parts` has them.
    fileprivate var parts: [(kind: Part, value: String)] {
        merged.addresses.map { (.address, $0.text) } + merged.loginNames.map { (.loginName, $0.product + ":" + $0.canonical) }
            + merged.factors.map { (.factor, $0.text) } + merged.passkeys.map { (.passkey, $0.text) }
            + merged.people.map { (.person, $0.text) } + members.map { (.member, $0.text) }
            + sources.map { (.source, $0.product + ":" + $0.externalID) } + (merged.hasCodes ? [(.codes, "")] : [])
    }

    fileprivate enum Part: String { case address, loginName, factor, passkey, person, member, source, codes }

    fileprivate mutating func add(_ kind: Part, _ value: String) {
        let halves = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch kind {
        case .address: if let id = AddressID(value) { merged.addresses.insert(id) }
        case .loginName where halves.count == 2: merged.loginNames.insert(.init(product: halves[0], canonical: halves[1]))
        case .factor: if let id = SecondFactorID(value) { merged.factors.insert(id) }
        case .passkey: if let id = PasskeyID(value) { merged.passkeys.insert(id) }
        case .person: if let id = PersonID(value) { merged.people.insert(id) }
        case .member: if let id = MemberID(value) { members.insert(id) }
        case .source where halves.count == 2: sources.insert(Source(product: halves[0], externalID: halves[1]))
        case .codes: merged.hasCodes = true
        case .loginName, .source: break
        }
    }

    fileprivate init(row: Row, parts: [Row]) throws {
        id = try row["id"]
        kept = try row["kept_id"]
        joinedAt = try row["joined_at"]
        merged = MergedLogin(try row["other_id"])
        merged.keptName = try row["kept_name"]
        merged.keptPasswordAt = try row["kept_password_at"]
        let hash: String? = try row["other_hash"]
        let setBy: SetBy? = try row["other_set_by"]
        let setAt: Timestamp? = try row["other_password_at"]
        if let hash, let setBy, let setAt {
            merged.password = StoredPassword(personID: merged.other, hash: Secret(hash), setBy: setBy, setAt: setAt)
        }
        for part in parts {
            guard let kind = Part(rawValue: try part["kind"]) else { continue }
            add(kind, try part["value"])
        }
    }
}

extension Transaction {
    func keep(_ join: JoinRecord, undoneBy token: Secret<String>?) throws {
        let password = join.merged.password
        try run(
            """
            INSERT INTO joins (id, kept_id, other_id, joined_at, kept_name, kept_password_at, other_hash, other_set_by, other_password_at,
                undo_hash)
            VALUES (\(join.id), \(join.kept), \(join.other), \(join.joinedAt), \(join.merged.keptName), \(join.merged.keptPasswordAt),
                    \(password?.hash.exposed), \(password?.setBy), \(password?.setAt),
                    \(token.map { TokenHash($0.exposed, purpose: .joinUndo).bytes }))
            """)
        for part in join.parts {
            try run("INSERT INTO join_parts (join_id, kind, value) VALUES (\(join.id), \(part.kind.rawValue), \(part.value))")
        }
    }

    /// The joins that the person can undo now, newest first: of the last 30 days, and not under a later one.
    package func undoableJoins(of person: PersonID, at now: Timestamp) throws -> [JoinRecord] {
        try joins("j.kept_id = \(person)", at: now)
    }

    /// That of a mail's link; nil if it is over.
    package func undoableJoin(token: Secret<String>, at now: Timestamp) throws -> JoinRecord? {
        try joins("j.undo_hash = \(TokenHash(token.exposed, purpose: .joinUndo).bytes)", at: now).first
    }

    private func joins(_ condition: Statement, at now: Timestamp) throws -> [JoinRecord] {
        try rows(
            """
            SELECT j.id, j.kept_id, j.other_id, j.joined_at, j.kept_name, j.kept_password_at, j.other_hash, j.other_set_by, j.other_password_at
            FROM joins j JOIN people p ON p.id = j.other_id AND p.merged_into = j.kept_id
            WHERE \(condition) AND j.undone_at IS NULL AND j.joined_at > \(now - JoinRecord.lifetime) ORDER BY j.joined_at DESC, j.id DESC
            """
        ).map { row in
            let id: JoinID = try row["id"]
            return try JoinRecord(row: row, parts: rows("SELECT kind, value FROM join_parts WHERE join_id = \(id)"))
        }
    }

    func noteUndone(_ join: JoinID, at now: Timestamp) throws {
        try run("UPDATE joins SET undone_at = \(now), other_hash = NULL, undo_hash = NULL WHERE id = \(join)")
    }

    /// Forgets joins that cannot be undone any more, with the passwords that they ended.
    package func sweepJoins(at now: Timestamp) throws {
        try run("DELETE FROM joins WHERE joined_at <= \(now - JoinRecord.lifetime)")
    }
}
