/// What the operator says about the password hashes of an import, which the hashes themselves do not say.
package struct HashSettings: Sendable {
    /// The highest accepted cost.
    package var limits: CostLimits
    package var treatment: PasswordTreatment
    /// The parameters of a Firebase project; nil if the hashes are not Firebase's. Its signer key is the `pepper` of the treatment.
    package var firebase: FirebaseParameters?
    /// Where a salt that has its own column was put; nil if nobody said.
    package var saltPosition: SaltPosition?

    package enum SaltPosition: String, Sendable, CaseIterable { case before, after }

    package init(limits: CostLimits = .standard, treatment: PasswordTreatment = PasswordTreatment()) {
        self.limits = limits
        self.treatment = treatment
    }
}

/// The password hash parameters of a Firebase project, as its console shows them.
package struct FirebaseParameters: Sendable, Equatable {
    let rounds: Int
    /// log2 of scrypt's N.
    let memoryCost: Int
    let saltSeparator: [UInt8]

    /// nil if the numbers are out of Firebase's range (1 to 8 rounds, a memory cost of 1 to 14), or the separator is not base64.
    package init?(rounds: Int, memoryCost: Int, saltSeparator: String) {
        guard (1...8).contains(rounds), (1...14).contains(memoryCost), let separator = HashFields.anyBase64(saltSeparator) else {
            return nil
        }
        self.rounds = rounds
        self.memoryCost = memoryCost
        self.saltSeparator = separator
    }
}
