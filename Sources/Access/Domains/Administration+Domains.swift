internal import Audit
package import Core
internal import SQL

/// The domains of an account. For the operator only, and for the daily check.
extension Administration {
    /// Adds a domain, not verified, or returns it as it is there already.
    package func addDomain(_ text: String, to account: AccountID) throws -> AccountDomain {
        guard actor == .operatorCommand, try tx.account(account) != nil else { throw AccessError.notFound }
        guard let name = DomainName.canonical(text) else { throw AccessError.invalidDomain }
        if let there = try tx.domain(name, of: account) { return there }
        let token = SystemRandom().token().exposed
        let domain = AccountDomain(account: account, name: name, token: token, createdAt: now)
        try tx.insert(domain)
        try record(.domainAdded, on: account.text, account: account, ["domain": name])
        return domain
    }

    /// Notes what name servers say of the domain. A verification ends if the record is gone, or if none of them answers for a week. Returns
    /// the domain as it is now.
    package func note(_ evidence: AccountDomain.Evidence, of name: String, in account: AccountID) throws -> AccountDomain {
        guard [.operatorCommand, .system].contains(actor), let before = try tx.domain(name, of: account) else { throw AccessError.notFound }
        let after = before.checked(evidence, at: now)
        try tx.update(after)
        switch (before.verifiedAt, after.verifiedAt) {
        case (nil, .some): try record(.domainVerified, on: account.text, account: account, ["domain": name])
        case (.some, nil): try record(.domainLost, on: account.text, account: account, ["domain": name])
        default: break
        }
        return after
    }

    package func removeDomain(_ name: String, of account: AccountID) throws {
        guard actor == .operatorCommand, try tx.domain(name, of: account) != nil else { throw AccessError.notFound }
        try tx.run("DELETE FROM account_domains WHERE account_id = \(account) AND name = \(name)")
        try record(.domainRemoved, on: account.text, account: account, ["domain": name])
    }
}
