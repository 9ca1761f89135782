package import Core
package import SQL

/// An account's agreement to let a person in without their second factor.
package struct RecoveryApproval: Sendable, Equatable {
    package let person: PersonID
    package let account: AccountID
    /// The administrator who agreed.
    package let approver: PersonID

    package init(of person: PersonID, for account: AccountID, by approver: PersonID) {
        self.person = person
        self.account = account
        self.approver = approver
    }
}

/// What a recovery needs to know of accounts, and tells them.
package protocol RecoveringAccounts: Sendable {
    /// Whether the approval holds for a link to that address: the account verified its domain, the person is active there, and who approved
    /// is an administrator there still, and somebody else.
    func holds(_ approval: RecoveryApproval, at address: EmailAddress, in tx: Transaction, at now: Timestamp) throws -> Bool

    /// Tells those who may agree to the request that was just begun. Its link may go to each of the addresses.
    func tellAdministrators(of person: Person, addresses: [EmailAddress], in tx: Transaction, at now: Timestamp) throws

    /// Closes every other account of the person, until its own administrator or the operator agrees too.
    func hold(_ person: Person, besides account: AccountID, in tx: Transaction, at now: Timestamp) throws
}
