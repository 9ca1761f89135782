package import Core
package import SQL

/// What the operator does with sending domains.
package enum OperatorDomains {
    /// Adds the domain to the account, by its id at the ID. Returns false for a name that is none, one that is there, and one that another account
    /// has verified.
    @discardableResult
    package static func add(_ name: String, to account: String, at now: Timestamp, in tx: Transaction) throws -> Bool {
        guard let name = DomainName.canonical(name) else { return false }
        return try tx.add(SendingDomain(id: SendingDomainID(at: now), account: account, name: name, addedAt: now, addedBy: "")) == .added
    }
}
