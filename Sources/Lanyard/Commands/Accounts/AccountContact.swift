internal import Access
internal import ArgumentParser
internal import Core

/// A kind of contact with its address, as an option gives it: `billing=pay@example.com`, or `billing=` for none.
struct AccountContact: ExpressibleByArgument, Sendable {
    let kind: AccountContacts.Kind
    let address: EmailAddress?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let kind = AccountContacts.Kind(rawValue: parts[0]) else { return nil }
        let address = EmailAddress(parts[1])
        guard parts[1].isEmpty || address != nil else { return nil }
        self.kind = kind
        self.address = address
    }
}

extension AccountContacts {
    func with(_ changes: [AccountContact]) -> AccountContacts {
        var changed = self
        for change in changes { changed[change.kind] = change.address }
        return changed
    }
}

extension PrintedAccount {
    /// Where an account is reached; nil for nowhere.
    struct Contacts: Encodable {
        let technical: String?
        let billing: String?
        let security: String?

        init(_ contacts: AccountContacts) {
            technical = contacts[.technical]?.written
            billing = contacts[.billing]?.written
            security = contacts[.security]?.written
        }

        var words: String {
            let known = [("technical", technical), ("billing", billing), ("security", security)].compactMap { kind, address in
                address.map { "\(kind) \($0)" }
            }
            return known.isEmpty ? "none" : known.joined(separator: ", ")
        }
    }
}
