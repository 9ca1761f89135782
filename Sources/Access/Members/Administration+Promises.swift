internal import Audit
internal import Core
internal import SQL

extension Administration {
    /// Ends the invitations and the directories' tokens that rest on a right which whoever sent or made them has lost, for good: whoever gets the
    /// right again begins anew. `isAbsent`: they can no longer sign in, from this transaction on.
    func settlePromises(of person: PersonID, in account: AccountID, _ product: Product, isAbsent: Bool = false) throws {
        for invitation in try tx.waitingInvitations(by: person, in: account, product: product.id)
        where try isAbsent || tx.hasLostRight(invitation, in: product, at: now) {
            try tx.run("UPDATE invitations SET voided_at = \(now) WHERE id = \(invitation.id)")
            try record(
                .invitationWithdrawn, on: invitation.id.text, account: account,
                ["product": product.id.rawValue, "because": "inviter-lost-right"],
                personal: AuditEvent.PersonalValues(of: nil, ["email": invitation.email.canonical]))
        }
        for token in try tx.provisioningTokens(of: account, product: product.id)
        where try token.maker == person && (isAbsent || tx.right(of: token, in: product, at: now) == nil) {
            try tx.revoke(token.id, of: account, product: product.id, at: now)
            try record(
                .provisioningTokenRevoked, on: token.id.text, account: account,
                ["product": product.id.rawValue, "because": "maker-lost-right"])
        }
    }
}
