internal import Access
package import Core
package import Identity
internal import Language
package import SQL

extension Transaction {
    /// Counts an invitation mail in the transaction that sends it. Above the limits this throws, and the mail is not sent (threats 9 and
    /// 12). Addresses of a domain that the account verified are the account's own: they are counted one by one alone, and so is what the
    /// operator sends (`inviter` is nil). An account of `TryLimits.knownAfter` is counted as a whole, whoever of its people invites.
    package func countInvitation(
        to email: EmailAddress, of account: AccountID, by inviter: PersonID?, _ limits: TryLimits, at now: Timestamp
    ) throws {
        var subjects: [TrySubject] = [.invited(email.canonical, account)]
        if let inviter, try !owns(account, email, at: now) {
            let openedAt = try self.account(account)?.createdAt ?? now
            subjects += now >= openedAt + limits.knownAfter ? [.invitingLongKnown(account)] : [.inviter(inviter), .inviting(account)]
        }
        guard let wait = try countTry(for: subjects, limits: limits, at: now) else { return }
        let seconds = max(1, Int(wait.wholeMilliseconds + 999) / 1000)
        throw Problem(
            status: 429, code: "too-many-invitations", title: "access.too-many-invitations",
            detail: Phrase("access.too-many-invitations-next", ["time": Phrase.minutes(.seconds(seconds))]), retryAfter: seconds)
    }
}
