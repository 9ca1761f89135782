package import Core
package import SQL

/// What counts in an account only while somebody has the right to it: the tokens of directories that they made, and the open invitations that
/// they sent.
package struct StandingWork: Sendable, Equatable {
    package var tokens: [ProvisioningToken] = []
    package var invitations: [Invitation] = []

    package init() {}

    /// What of this does not count any more.
    package func ended(in after: StandingWork) -> StandingWork {
        var ended = StandingWork()
        ended.tokens = tokens.filter { token in !after.tokens.contains { $0.id == token.id } }
        ended.invitations = invitations.filter { sent in !after.invitations.contains { $0.id == sent.id } }
        return ended
    }
}

extension Transaction {
    /// What counts now.
    package func standingWork(of person: PersonID, in target: AccountInProduct, at now: Timestamp) throws -> StandingWork {
        let product = target.product
        var found = StandingWork()
        found.tokens = try provisioningTokens(of: target.account, product: product.id).filter { token in
            try token.maker == person && right(of: token, in: product, at: now) != nil
        }
        found.invitations = try waitingInvitations(by: person, in: target.account, product: product.id).filter { sent in
            try problem(of: sent, in: product, at: now) == nil
        }
        return found
    }
}
