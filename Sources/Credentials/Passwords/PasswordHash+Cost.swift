extension PasswordHash {
    /// The estimated time of one check on an ordinary core, in microseconds. Use it to find the costliest of several hashes. The real
    /// time on this machine is measured (`HashingPool.time`).
    package var cost: Int64 {
        switch scheme {
        case .crypt(let hash), .cryptOfSHA256(let hash): Int64(hash.isBcrypt ? 60 << hash.cost : hash.cost / 2)
        case .phpass(let hash): Int64(1 << hash.logRounds) / 3
        case .digest(let hash): Int64(hash.recipe.rounds / 2)
        case .scrypt(let hash): Int64(hash.memoryKiB.saturating(times: hash.parallelism)) * 3
        case .argon2(let hash): Int64(hash.memoryKiB.saturating(times: hash.passes))
        case .own(let hash):
            Int64(hash.argon2.memoryKiB.saturating(times: hash.argon2.passes)) * 2 / 3 + Int64((hash.recipe?.rounds ?? 0) / 2)
        }
    }
}
