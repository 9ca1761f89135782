package import Core
package import SQL

/// The key that signs a domain's mail, for the server that sends it.
package struct DKIMExport: Sendable {
    package let domain: String
    package let account: String
    package let selector: String
    /// In PEM.
    package let privateKey: Secret<String>
    /// The text of its record.
    package let record: String
    /// Since when the record was seen; nil if it never was.
    package let inUseAt: Timestamp?

    /// The key of the domain in that account; of the account that owns it, or of the only one that has it, where none is named. nil if there is
    /// none, or several. Throws if the key was sealed by a master key that is not there.
    package static func find(
        _ name: String, of account: String?, in database: any Database, _ keyring: Keyring
    ) async throws -> DKIMExport? {
        let found = try await database.read { tx -> (SendingDomain, DKIMKey)? in
            let all = try tx.sendingDomains(named: name).filter { account == nil || $0.account == account }
            guard let domain = all.first, all.count == 1 || domain.verifiedAt != nil, let key = try tx.dkimKeys(of: domain.id).signing
            else {
                return nil
            }
            return (domain, key)
        }
        return try found.map { domain, key in
            DKIMExport(
                domain: domain.name, account: domain.account, selector: key.selector, privateKey: try key.privateKey(keyring),
                record: key.record, inUseAt: key.inUseAt)
        }
    }
}
