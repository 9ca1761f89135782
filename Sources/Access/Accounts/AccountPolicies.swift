package import Core

/// What an account asks of everybody who opens it, beside two factors.
package struct AccountPolicies: Sendable, Equatable {
    package var ways = Ways.any
    /// How long a sign-in is good for here; nil for as long as the ID's session.
    package var hours: Int?
    /// From where people sign in, as networks that `Network` reads; empty for anywhere.
    package var networks: [String] = []
    /// Whether those who manage people without being administrators invite.
    package var othersInvite = true
    /// Whether sensitive acts ask for a fresh proof; a removal asks for one wherever whoever removes has a second factor.
    package var needsFreshProof = false

    package enum Ways: String, Sendable, CaseIterable {
        case any
        /// No second factor by text message.
        case noTextMessages = "no-text-messages"
        /// A passkey or a security key, alone or after the password.
        case passkeys
    }

    package static let mostHours = 720
    package static let mostNetworks = 50

    package init() {}
}

/// How somebody signed in, as far as policies of accounts ask.
package struct SignInFacts: Sendable, Equatable {
    package let hasTwoFactors: Bool
    /// RFC 8176.
    package let methods: [String]
    package let at: Timestamp
    /// The address it came from; nil if that is not known.
    package let address: String?

    package init(hasTwoFactors: Bool, methods: [String], at: Timestamp, address: String?) {
        self.hasTwoFactors = hasTwoFactors
        self.methods = methods
        self.at = at
        self.address = address
    }
}

/// What an account asks for that a sign-in does not have.
package enum SignInDemand: String, Sendable, CaseIterable {
    case passkey
    case noTextMessage = "no-text-message"
    case twoFactors = "two-factors"
    case network
    case newer
}

extension Account {
    /// The first thing that the account asks for and the sign-in does not have; nil if the account opens.
    package func demand(of signIn: SignInFacts, at now: Timestamp) -> SignInDemand? {
        let hasKey = !Set(signIn.methods).isDisjoint(with: ["hwk", "swk"])
        switch policies.ways {
        case .passkeys where !hasKey: return .passkey
        case .noTextMessages where signIn.methods.contains("sms"): return .noTextMessage
        case .any, .noTextMessages, .passkeys: break
        }
        if needsTwoFactors, twoFactorsFrom.map({ $0 <= now }) ?? true, !signIn.hasTwoFactors { return .twoFactors }
        if !policies.networks.isEmpty {
            let address = signIn.address.flatMap { IPAddress($0) }
            let isInside = address.map { address in policies.networks.contains { Network($0)?.contains(address) == true } }
            if isInside != true { return .network }
        }
        if let hours = policies.hours, now >= signIn.at + .hours(Int64(hours)) { return .newer }
        return nil
    }

    /// Whether it asks anything at all.
    package var asksOfSignIns: Bool {
        needsTwoFactors || policies.ways != .any || policies.hours != nil || !policies.networks.isEmpty
    }
}
