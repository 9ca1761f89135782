/// The maximum cost of a hash from outside, so that no imported row can stall sign-in (threat 12).
///
/// The standard limits keep one check under about two seconds and 256 MiB on an ordinary core.
package struct CostLimits: Sendable, Equatable {
    /// log2 of the rounds; 14 is about one second.
    package var bcryptCost = 14
    /// Rounds of sha256-crypt and sha512-crypt.
    package var shaCryptRounds = 2_000_000
    package var pbkdf2Rounds = 4_000_000
    /// log2 of phpass's MD5 rounds.
    package var phpassCost = 20
    /// Memory of one argon2 or scrypt computation, in KiB.
    package var memoryKiB = 262_144
    /// Memory multiplied by passes, in KiB: the total that argon2 and scrypt write.
    package var memoryTimesPassesKiB = 2_097_152
    /// Lanes of argon2.
    package var lanes = 16

    package init() {}

    package static let standard = CostLimits()

    /// The limits for one of several computations that are done for one password.
    func divided(by tries: Int) -> CostLimits {
        guard tries > 1 else { return self }
        var limits = self
        let halvings = Int.bitWidth - (tries - 1).leadingZeroBitCount
        limits.bcryptCost -= halvings
        limits.phpassCost -= halvings
        limits.shaCryptRounds /= tries
        limits.pbkdf2Rounds /= tries
        limits.memoryTimesPassesKiB /= tries
        return limits
    }

    /// The limit that the hash exceeds, or nil.
    func objection(to scheme: HashScheme) -> String? {
        switch scheme {
        case .crypt(let hash) where hash.isYescrypt: over(memoryKiB, "memory in KiB", hash.cost)
        case .crypt(let hash), .cryptOfSHA256(let hash), .wordPress(let hash):
            hash.isBcrypt
                ? over(bcryptCost, "bcrypt cost", hash.cost) : over(shaCryptRounds, "round count", hash.cost)
        case .phpass(let hash): over(phpassCost, "phpass cost", hash.logRounds)
        case .digest(let hash): over(pbkdf2Rounds, "PBKDF2 round count", hash.recipe.rounds)
        case .scrypt(let hash):
            over(memoryKiB, "memory in KiB", hash.memoryKiB)
                ?? over(memoryTimesPassesKiB, "memory written in all, in KiB,", hash.memoryKiB.saturating(times: hash.parallelism))
        case .argon2(let hash):
            over(memoryKiB, "memory in KiB", hash.memoryKiB)
                ?? over(memoryTimesPassesKiB, "memory written in all, in KiB,", hash.memoryKiB.saturating(times: hash.passes))
                ?? over(lanes, "lane count", hash.lanes)
        case .firebase(let hash): over(memoryKiB, "memory in KiB", hash.memoryKiB)
        case .apacheMD5, .own: nil
        }
    }

    private func over(_ limit: Int, _ what: String, _ value: Int) -> String? {
        value <= limit ? nil : "\(what) of \(value) is over the limit of \(limit)"
    }
}

extension PasswordHash {
    /// The estimated time of one check on an ordinary core, in microseconds. Use it to find the costliest of several hashes. The real
    /// time on this machine is measured (`HashingPool.time`).
    package var cost: Int64 { costOfOne.multipliedReportingOverflow(by: Int64(treatment.tries)).partialValue }

    private var costOfOne: Int64 {
        switch scheme {
        case .crypt(let hash) where hash.isYescrypt: Int64(hash.cost) * 2
        case .apacheMD5: 1000
        case .firebase(let hash): Int64(hash.memoryKiB) * 3
        case .crypt(let hash), .cryptOfSHA256(let hash), .wordPress(let hash): Int64(hash.isBcrypt ? 60 << hash.cost : hash.cost / 2)
        case .phpass(let hash): Int64(1 << hash.logRounds) / 3
        case .digest(let hash): Int64(hash.recipe.rounds / 2)
        case .scrypt(let hash): Int64(hash.memoryKiB.saturating(times: hash.parallelism)) * 3
        case .argon2(let hash): Int64(hash.memoryKiB.saturating(times: hash.passes))
        case .own(let hash):
            Int64(hash.argon2.memoryKiB.saturating(times: hash.argon2.passes)) * 2 / 3 + Int64((hash.recipe?.rounds ?? 0) / 2)
        }
    }
}

extension Int {
    func saturating(times other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
