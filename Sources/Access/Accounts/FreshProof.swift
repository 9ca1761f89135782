package import Core
package import SQL

/// How whoever acts proved who they are, for acts that ask for a fresh proof.
package struct ActingProof: Sendable {
    let signIn: SignInFacts
    /// Whether they could prove two factors at the ID.
    let hasTwoFactors: @Sendable (Transaction) throws -> Bool

    package init(_ signIn: SignInFacts, hasTwoFactors: @escaping @Sendable (Transaction) throws -> Bool) {
        self.signIn = signIn
        self.hasTwoFactors = hasTwoFactors
    }
}

/// An act that somebody else could do with a session left open.
package enum SensitiveAct: Sendable {
    /// Asks whoever has a second factor, in every account.
    case removal
    /// Of people and their roles, access keys, and the account's policies: where the account says so.
    case change
}

extension SignInFacts {
    /// For how many seconds a sign-in is a fresh proof.
    package static let freshSeconds: Int64 = 900
}

extension Administration {
    /// Throws `needsFreshProof` if a person acts, the act asks for a fresh proof, and their sign-in is none: it is too old, or had one factor
    /// where they have two.
    package func requireFreshProof(of act: SensitiveAct, in account: AccountID) throws {
        guard let proof, case .person = actor else { return }
        let isAsked = try tx.account(account)?.policies.needsFreshProof == true
        guard isAsked || act == .removal else { return }
        let hasTwo = try proof.hasTwoFactors(tx)
        guard isAsked || hasTwo else { return }
        let isFresh = now < proof.signIn.at + .seconds(SignInFacts.freshSeconds) && (proof.signIn.hasTwoFactors || !hasTwo)
        guard isFresh else { throw AccessError.needsFreshProof(twoFactors: hasTwo) }
    }
}
