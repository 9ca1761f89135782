package import Core
internal import Outbox
package import SQL

extension Transaction {
    /// The invitation of a link, in any state; nil for an unknown token.
    package func invitation(_ token: TokenHash) throws -> Invitation? { try invitations("i.token_hash = \(token.bytes)").first }

    /// One invitation of that account; nil if it belongs to another account.
    package func invitation(_ id: InvitationID, of account: AccountID) throws -> Invitation? {
        try invitations("i.id = \(id) AND i.account_id = \(account)").first
    }

    /// A page of the account's open invitations in that product (the expired ones too, until they are withdrawn), oldest first.
    package func invitations(of account: AccountID, product: ProductID, after: InvitationID?, limit: Int) throws -> [Invitation] {
        try invitations(
            """
            i.id IN (SELECT id FROM invitations WHERE account_id = \(account) AND product = \(product) AND state = 'pending'
                     AND id > \(after?.text ?? "") ORDER BY id LIMIT \(limit))
            """)
    }

    /// A page of those that were accepted or withdrawn, newest first.
    package func endedInvitations(of account: AccountID, product: ProductID, before: InvitationID?, limit: Int) throws -> [Invitation] {
        try invitations(
            """
            i.id IN (SELECT id FROM invitations WHERE account_id = \(account) AND product = \(product) AND state IN ('accepted', 'revoked')
                     AND id < \(before?.text ?? "inv_~") ORDER BY id DESC LIMIT \(limit))
            """
        ).reversed()
    }

    /// The invitations to these addresses that can still be followed, oldest first, at most 20.
    package func invitationsWaiting(for emails: [EmailAddress], at now: Timestamp) throws -> [Invitation] {
        guard !emails.isEmpty else { return [] }
        return try invitations(
            """
            i.id IN (SELECT id FROM invitations WHERE email_canonical IN \(list: emails.map(\.canonical)) AND state = 'pending'
                     AND expires_at > \(now) ORDER BY id LIMIT 20)
            """)
    }

    /// Whether its mail was given up.
    package func isUndeliverable(_ invitation: Invitation) throws -> Bool { try invitation.mail.map { try isUndeliverable($0) } ?? false }

    /// The open invitation for that address, if there is one.
    func pendingInvitation(of email: EmailAddress, in account: AccountID, product: ProductID) throws -> Invitation? {
        try invitations(
            "i.account_id = \(account) AND i.product = \(product) AND i.email_canonical = \(email.canonical) AND i.state = 'pending'"
        ).first
    }

    /// The open invitations of that person's which nothing has made void.
    func waitingInvitations(by person: PersonID, in account: AccountID, product: ProductID) throws -> [Invitation] {
        try invitations(
            """
            i.invited_by = \(person) AND i.account_id = \(account) AND i.product = \(product) AND i.state = 'pending' AND i.voided_at IS NULL
            """)
    }

    func insert(_ invitation: Invitation, token: TokenHash) throws {
        try run(
            """
            INSERT INTO invitations (\(Invitation.columns), token_hash) VALUES (\(values: invitation), \(token.bytes))
            """)
        for (project, includesBelow) in invitation.projects.sortedGiven {
            try run(
                """
                INSERT INTO invitation_projects (invitation_id, project_id, with_below)
                VALUES (\(invitation.id), \(project), \(includesBelow))
                """)
        }
    }

    private func invitations(_ condition: Statement) throws -> [Invitation] {
        let rows = try rows(
            """
            SELECT \(Invitation.columns(of: "i")), ip.project_id, ip.with_below
            FROM invitations i LEFT JOIN invitation_projects ip ON ip.invitation_id = i.id WHERE \(condition) ORDER BY i.id
            """)
        var found: [Invitation] = []
        for row in rows {
            let id: InvitationID = try row["id"]
            if found.last?.id != id { found.append(try Invitation(row: row)) }
            let project: ProjectID? = try row["project_id"]
            if let project { found[found.count - 1].projects.add(project, withBelow: try row["with_below"], through: nil) }
        }
        return found
    }
}

extension Invitation: Stored {
    package static let stored: [Column<Invitation>] = [
        Column("id", \.id), Column("account_id", \.account), Column("product", \.product), Column("email", \.email.written),
        Column("email_canonical", \.email.canonical), Column("role", \.writtenRole), Column("invited_by", \.invitedBy),
        Column("created_at", \.createdAt), Column("sent_at", \.sentAt), Column("expires_at", \.expiresAt), Column("state", \.state),
        Column("message", \.message), Column("provisioned_id", \.provisioned), Column("mail_id", \.mail), Column("voided_at", \.voidedAt),
    ]

    /// The column takes no NULL: an empty text stands for no role.
    private var writtenRole: String { role?.rawValue ?? "" }

    package init(row: Row) throws {
        let written: String = try row["email"]
        guard let email = EmailAddress(existing: written) else { throw SQLError.unexpectedValue(column: "email") }
        let role: String = try row["role"]
        self.init(
            id: try row["id"], account: try row["account_id"], product: try row["product"], email: email,
            role: role.isEmpty ? nil : RoleID(rawValue: role),
            projects: [], invitedBy: try row["invited_by"], createdAt: try row["created_at"], sentAt: try row["sent_at"],
            expiresAt: try row["expires_at"], state: try row["state"], message: try row["message"])
        provisioned = try row["provisioned_id"]
        mail = try row["mail_id"]
        voidedAt = try row["voided_at"]
    }
}
