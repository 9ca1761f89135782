internal import Core
package import SQL

/// A membership that a join of two logins ended, because the other's in the same account stayed: what it takes to give it back.
package struct EndedMembership: Sendable {
    let member: Member
    /// The membership that stayed, and its grants then, as text.
    let stays: MemberID
    let staysGrants: String

    init(_ member: Member, insteadOf own: Member) {
        self.member = member
        stays = own.id
        staysGrants = own.writtenGrants
    }

    fileprivate init(member: Member, stays: MemberID, staysGrants: String) {
        self.member = member
        self.stays = stays
        self.staysGrants = staysGrants
    }
}

extension Member {
    /// All that was given to them, to see whether it was changed; without what only follows from where projects lie.
    var writtenGrants: String {
        grants.sorted { $0.id.text < $1.id.text }.map { grant in
            let ends = grant.endsAt.map { "\($0.milliseconds)" } ?? ""
            return [grant.id.text, grant.role.rawValue, grant.assignment.written, grant.assignment.writtenBelow, ends].joined(
                separator: ";")
        }.joined(separator: "\n")
    }
}

extension ProjectAssignment {
    fileprivate var written: String { given.map(\.text).sorted().joined(separator: " ") }
    fileprivate var writtenBelow: String { withBelow.map(\.text).sorted().joined(separator: " ") }

    fileprivate init(written: String, below: String) {
        func ids(_ text: String) -> Set<ProjectID> { Set(text.split(separator: " ").compactMap { ProjectID(String($0)) }) }
        self.init(ids(written), withBelow: ids(below))
    }
}

extension Transaction {
    /// `join` is the id of the join that ended it, by which it is found and forgotten.
    package func keep(_ ended: EndedMembership, of join: String) throws {
        let member = ended.member
        let grants: [AccessGrant?] = member.grants.isEmpty ? [nil] : member.grants
        for grant in grants {
            try run(
                """
                INSERT INTO ended_memberships (join_id, member_id, person_id, account_id, product, standing, created_at, stays_id, stays_grants,
                    role, projects, below, ends_at, source, given_by, given_at, group_id)
                VALUES (\(join), \(member.id), \(member.person), \(member.account), \(member.product), \(member.standing), \(member.createdAt),
                    \(ended.stays), \(ended.staysGrants), \(grant?.role), \(grant?.assignment.written ?? ""),
                    \(grant?.assignment.writtenBelow ?? ""), \(grant?.endsAt), \(grant?.origin.source), \(grant?.origin.giver),
                    \(grant?.origin.at), \(grant?.group))
                """)
        }
    }

    /// Oldest first.
    func endedMemberships(of join: String) throws -> [EndedMembership] {
        var found: [MemberID: EndedMembership] = [:]
        for row in try rows("SELECT * FROM ended_memberships WHERE join_id = \(join) ORDER BY member_id, given_at") {
            let id: MemberID = try row["member_id"]
            var member = try found[id]?.member ?? Member(endedIn: row)
            if let grant = try AccessGrant(endedIn: row) { member.grants.append(grant) }
            found[id] = try EndedMembership(member: member, stays: row["stays_id"], staysGrants: row["stays_grants"])
        }
        return found.values.sorted { $0.member.id.text < $1.member.id.text }
    }
}

extension Member {
    fileprivate init(endedIn row: Row) throws {
        self.init(
            id: try row["member_id"], account: try row["account_id"], product: try row["product"], person: try row["person_id"],
            createdAt: try row["created_at"])
        standing = try row["standing"]
    }
}

extension AccessGrant {
    /// nil for a row without a role.
    fileprivate init?(endedIn row: Row) throws {
        guard let role = try row["role"] as RoleID?, let source = try row["source"] as Source?, let at = try row["given_at"] as Timestamp?
        else {
            return nil
        }
        self.init(
            id: AccessGrantID(at: at), role: role, projects: ProjectAssignment(written: try row["projects"], below: try row["below"]),
            endsAt: try row["ends_at"], origin: Origin(source: source, giver: try row["given_by"], at: at))
        group = try row["group_id"]
    }
}
