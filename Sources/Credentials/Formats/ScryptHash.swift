internal import CSodium
internal import Core

/// scrypt (RFC 7914), computed by libsodium.
struct ScryptHash: Sendable, Equatable {
    var rounds: Int
    var blockSize: Int
    var parallelism: Int
    var salt: [UInt8]
    var digest: [UInt8]

    var memoryKiB: Int { rounds.saturating(times: blockSize.saturating(times: 128)) / 1024 }

    private init?(rounds: Int?, blockSize: Int?, parallelism: Int?, salt: [UInt8]?, digest: [UInt8]?) {
        guard let rounds, rounds > 1, rounds & (rounds - 1) == 0 || rounds == .max, let blockSize, blockSize > 0, let parallelism,
            parallelism > 0, let salt, (1...128).contains(salt.count), let digest, (16...64).contains(digest.count)
        else { return nil }
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
        self.digest = digest
    }

    /// `$scrypt$ln=14,r=8,p=1$SALT$DIGEST`
    init?(passlib text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 5 else { return nil }
        let cost = HashFields.split(fields[2], at: ",")
        guard cost.count == 3, let log = HashFields.number(cost[0], named: "ln"), log > 0 else { return nil }
        self.init(
            rounds: log < 62 ? 1 << log : .max, blockSize: HashFields.number(cost[1], named: "r"),
            parallelism: HashFields.number(cost[2], named: "p"), salt: HashFields.base64(fields[3], padded: false),
            digest: HashFields.base64(fields[4], padded: false))
    }

    /// `scrypt$ROUNDS$SALT$R$P$DIGEST`
    init?(django text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 6 else { return nil }
        self.init(
            rounds: HashFields.number(fields[1]), blockSize: HashFields.number(fields[3]), parallelism: HashFields.number(fields[4]),
            salt: Array(fields[2].utf8), digest: HashFields.base64(fields[5], padded: true))
    }

    /// `scrypt:ROUNDS:R:P$SALT$HEX`
    init?(werkzeug text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 3 else { return nil }
        let method = HashFields.split(fields[0], at: ":")
        guard method.count == 4 else { return nil }
        self.init(
            rounds: HashFields.number(method[1]), blockSize: HashFields.number(method[2]), parallelism: HashFields.number(method[3]),
            salt: Array(fields[1].utf8), digest: Hex.decode(fields[2]))
    }

    func verifies(_ password: [UInt8]) -> Bool {
        guard let blockSize = UInt32(exactly: blockSize), let parallelism = UInt32(exactly: parallelism) else { return false }
        var computed = [UInt8](repeating: 0, count: digest.count)
        let failed = crypto_pwhash_scryptsalsa208sha256_ll(
            password, password.count, salt, salt.count, UInt64(rounds), blockSize, parallelism, &computed, computed.count)
        return failed == 0 && constantTimeEqual(computed, digest)
    }
}
