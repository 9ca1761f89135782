internal import Audit
package import Core
package import Language
internal import Outbox
internal import SQL

/// The data that an invitation needs from outside Access: the secret token, and the values for the mail.
package struct InvitationDelivery: Sendable {
    /// Generated outside the transaction, by `RandomSource.token()`.
    package let token: Secret<String>
    /// The ID's public address, without a slash at the end.
    package let issuer: String
    /// The display name of the inviter; nil if the operator invites.
    package let inviterName: String?
    /// How the invited person reads the mail.
    package private(set) var reader: Reader
    /// What the inviter writes; kept for when the invitation is sent again.
    package var message: Note?
    /// Seals the mail while it waits.
    let keyring: Keyring

    package init(token: Secret<String>, issuer: String, inviterName: String?, reader: Reader = .program, keyring: Keyring) {
        self.token = token
        self.issuer = issuer
        self.inviterName = inviterName
        self.reader = reader
        self.keyring = keyring
    }

    /// The same, as the person reads it who has the address already; nil if nobody has it.
    package func read(by reader: Reader?) -> InvitationDelivery {
        var copy = self
        copy.reader = reader ?? self.reader
        return copy
    }
}

extension Administration {
    /// Invites an address and puts the mail into the outbox. Throws `.alreadyMember` if a person who has the address is already a member.
    package func invite(
        _ invitee: Invitee, to account: AccountID, as productID: ProductID, role: RoleID, projects: ProjectAssignment = [],
        delivery: InvitationDelivery
    ) throws -> Invitation {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        try checkInvites(authority, in: account, product)
        let role = try known(role, in: account, product)
        try MembershipRules.checkGrant(of: role, by: authority)
        try checkFirst(role, in: account, product)
        for person in invitee.people {
            if let member = try tx.member(person, in: account, product: product.id) { throw AccessError.alreadyMember(member.id) }
        }
        let email = invitee.email
        if let open = try tx.pendingInvitation(of: email, in: account, product: product.id) {
            guard try tx.problem(of: open, in: product, at: now) != nil else { throw AccessError.alreadyInvited(open.id) }
            try tx.run("UPDATE invitations SET state = 'revoked' WHERE id = \(open.id)")
        }
        var invitation = newInvitation(of: email, to: account, product, role: role.id)
        invitation.projects = try assigned(projects.isEmpty ? nil : projects, role: role, kept: [], in: account)
        invitation.message = delivery.message?.text
        if let expected = try tx.provisionedUser(at: email, in: account, product: product.id) {
            // A directory expects them: they arrive as that user, whatever the directory said before.
            invitation.provisioned = expected.id
            try tx.run("UPDATE provisioned_users SET active = \(true) WHERE id = \(expected.id)")
        }
        try tx.give(product.id, to: account)
        return try issue(invitation, product, delivery)
    }

    /// Throws if the account leaves inviting to administrators and this is none. A directory invites as whoever made its token does.
    func checkInvites(_ authority: MembershipRules.Authority, in account: AccountID, _ product: Product) throws {
        let invites =
            switch authority {
            case .member, .unbound: authority.isAdministrator
            case .directory(let right): right.isByAdministrator
            }
        guard !invites, try tx.account(account)?.policies.othersInvite == false else { return }
        throw AccessError.invitesLeftToAdministrators(try firstRole(of: product))
    }

    func newInvitation(of email: EmailAddress, to account: AccountID, _ product: Product, role: RoleID?) -> Invitation {
        Invitation(
            id: InvitationID(at: now), account: account, product: product.id, email: email, role: role, projects: [],
            invitedBy: invitingPerson, createdAt: now, sentAt: now, expiresAt: now + Invitation.lifetime, state: .pending)
    }

    func issue(_ invitation: Invitation, _ product: Product, _ delivery: InvitationDelivery) throws -> Invitation {
        try tx.insert(invitation, token: TokenHash(delivery.token.exposed, purpose: .invitation))
        try send(invitation, product, delivery)
        try record(
            .invitationSent, on: invitation.id.text, account: invitation.account,
            ["product": product.id.rawValue, "role": invitation.role?.rawValue ?? ""],
            personal: AuditEvent.PersonalValues(of: nil, ["email": invitation.email.canonical]))
        return invitation
    }

    /// Sends the invitation again with a new link, valid for 7 more days; the old link stops working. From now on the invitation depends on
    /// the right of the person who sent it again.
    package func resendInvitation(
        _ id: InvitationID, of account: AccountID, as productID: ProductID, delivery: InvitationDelivery
    ) throws -> Invitation {
        let product = try self.product(productID)
        let open = try openInvitation(id, of: account, product)
        try checkInvites(authorize(.manage, .people, in: account, product), in: account, product)
        let hash = TokenHash(delivery.token.exposed, purpose: .invitation)
        try tx.run(
            """
            UPDATE invitations SET token_hash = \(hash.bytes), sent_at = \(now), expires_at = \(now + Invitation.lifetime),
            invited_by = \(invitingPerson), voided_at = NULL WHERE id = \(open.id)
            """)
        try send(open, product, delivery)
        try record(
            .invitationResent, on: id.text, account: account, ["product": product.id.rawValue],
            personal: AuditEvent.PersonalValues(of: nil, ["email": open.email.canonical]))
        return try tx.invitation(id, of: account) ?? open
    }

    package func withdrawInvitation(_ id: InvitationID, of account: AccountID, as productID: ProductID) throws {
        try withdraw(openInvitation(id, of: account, self.product(productID)))
    }

    func withdraw(_ open: Invitation) throws {
        try tx.run("UPDATE invitations SET state = 'revoked' WHERE id = \(open.id)")
        try record(
            .invitationWithdrawn, on: open.id.text, account: open.account, ["product": open.product.rawValue],
            personal: AuditEvent.PersonalValues(of: nil, ["email": open.email.canonical]))
    }

    /// Makes the signed-in person a member, by the token of the invitation link. Checks now that the inviter may still grant the role.
    package func acceptInvitation(_ token: Secret<String>) throws -> Member {
        guard case .person(let person) = actor else { throw AccessError.notFound }
        guard let invitation = try tx.invitation(TokenHash(token.exposed, purpose: .invitation)) else {
            throw AccessError.invitation(.unknown)
        }
        let product = try self.product(invitation.product)
        if let problem = try tx.problem(of: invitation, in: product, at: now) { throw AccessError.invitation(problem) }
        let role = try invitation.role.map { try known($0, in: invitation.account, product) }
        let taken = try tx.run(
            "UPDATE invitations SET state = 'accepted', accepted_by = \(person) WHERE id = \(invitation.id) AND state = 'pending'")
        guard taken == 1 else { throw AccessError.invitation(.used) }
        try record(
            .invitationAccepted, on: invitation.id.text, account: invitation.account, ["product": product.id.rawValue],
            personal: AuditEvent.PersonalValues(of: person, ["email": invitation.email.canonical]))
        let place = AccountInProduct(account: invitation.account, product: product)
        if let id = invitation.provisioned,
            let arrived = try arrive(person, as: id, role, projects: invitation.projects, in: place)
        {
            return arrived
        }
        let origin = AccessGrant.Origin(
            source: invitation.invitedBy == nil ? .operatorCommand : .person, giver: invitation.invitedBy, at: now)
        return try insertMember(Newcomer(person: person, role: role, projects: invitation.projects, origin: origin), in: place)
    }

    private var invitingPerson: PersonID? {
        switch actor {
        case .person(let person): person
        case .directory(let token): token.maker
        case .operatorCommand, .importer, .system: nil
        }
    }

    /// The open invitation, after a check that the actor may grant its role. Expired invitations count as open, so that they can be sent
    /// again.
    private func openInvitation(_ id: InvitationID, of account: AccountID, _ product: Product) throws -> Invitation {
        let authority = try authorize(.manage, .people, in: account, product)
        guard let open = try tx.invitation(id, of: account), open.product == product.id, open.state == .pending else {
            throw AccessError.notFound
        }
        if let role = open.role { try MembershipRules.checkGrant(of: known(role, in: account, product), by: authority) }
        return open
    }

    private func send(_ invitation: Invitation, _ product: Product, _ delivery: InvitationDelivery) throws {
        guard let account = try tx.account(invitation.account) else { throw AccessError.notFound }
        let role = try invitation.role.map { try known($0, in: account.id, product) }
        let mail = InvitationMail(
            accountName: account.name, productName: product.name, role: role, inviterName: delivery.inviterName,
            message: invitation.message,
            link: delivery.issuer + InvitationPath.invitation(delivery.token.exposed).text)
        let sent = try tx.send(mail.letter.message(to: Recipient(invitation.email, delivery.reader)), sealedBy: delivery.keyring, at: now)
        try tx.run("UPDATE invitations SET mail_id = \(sent) WHERE id = \(invitation.id)")
    }

    /// Tells somebody whom a directory added at once.
    func tell(_ email: EmailAddress, of account: AccountID, _ product: Product, _ delivery: InvitationDelivery) throws {
        guard let account = try tx.account(account) else { throw AccessError.notFound }
        let letter = Letter(
            Phrase("invitation-mail.added-subject", ["account": account.name]),
            [Phrase("invitation-mail.added", ["account": account.name, "product": product.name])],
            action: ("invitation-mail.open-id", delivery.issuer),
            ending: [Phrase("invitation-mail.added-reason", ["account": account.name])])
        try tx.send(letter.message(to: Recipient(email, delivery.reader)), sealedBy: delivery.keyring, at: now)
    }
}
