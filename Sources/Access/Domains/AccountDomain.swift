package import Core

/// A mail domain that an account says is its own. It is verified while a TXT record at the domain itself holds the account's token: so an
/// account can vouch for its people's addresses.
package struct AccountDomain: Sendable, Equatable {
    package let account: AccountID
    /// In the canonical form.
    package let name: String
    let token: String
    package let createdAt: Timestamp
    /// Since when it is verified; nil if it is not.
    package internal(set) var verifiedAt: Timestamp?
    /// When the record was last seen.
    var confirmedAt: Timestamp?
    /// nil as long as it is not verified.
    var nextCheckAt: Timestamp?

    /// The TXT record to publish at the domain.
    package var record: String { "lanyard-domain-verification=" + token }

    static let interval: Duration = .days(1)
    /// After a check that no name server answered.
    static let retry: Duration = .hours(1)
    /// So long a verification lasts when no name server answers any more.
    static let patience: Duration = .days(7)

    /// Whether the account may act as the owner of the domain.
    package func isVerified(at now: Timestamp) -> Bool {
        guard verifiedAt != nil, let confirmedAt else { return false }
        return now < confirmedAt + Self.patience
    }

    /// What name servers say.
    package enum Evidence: Sendable, Equatable {
        case records([String])
        /// None answered: that says nothing about the domain.
        case noAnswer
    }

    /// What people paste into their provider's form may have got quotation marks or spaces around it.
    private func isRecord(_ text: String) -> Bool {
        let wrapping: Set<Character> = ["\"", " ", "\t"]
        var kept = text[...]
        while let first = kept.first, wrapping.contains(first) { kept = kept.dropFirst() }
        while let last = kept.last, wrapping.contains(last) { kept = kept.dropLast() }
        return kept == record
    }

    /// The domain after a check.
    func checked(_ evidence: Evidence, at now: Timestamp) -> AccountDomain {
        var domain = self
        switch evidence {
        case .records(let texts) where texts.contains(where: isRecord):
            domain.verifiedAt = verifiedAt ?? now
            domain.confirmedAt = now
            domain.nextCheckAt = now + Self.interval
        case .noAnswer where isVerified(at: now) || verifiedAt == nil:
            domain.nextCheckAt = verifiedAt.map { _ in now + Self.retry }
        case .records, .noAnswer:
            domain.verifiedAt = nil
            domain.nextCheckAt = nil
        }
        return domain
    }
}
