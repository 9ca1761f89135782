internal import CSodium
internal import Core
internal import Crypto
internal import CryptoExtras

/// Firebase's scrypt: the key that scrypt derives encrypts the project's signer key (AES-256-CTR), and the result is the hash.
///
/// Stored as `$firebase-scrypt$ln=14,r=8$SEPARATOR$SALT$HASH`, base64url.
struct FirebaseHash: Sendable, Equatable {
    let parameters: FirebaseParameters
    let salt: [UInt8]
    let digest: [UInt8]

    var memoryKiB: Int { (parameters.rounds << parameters.memoryCost) / 8 }

    var text: String {
        let fields = [parameters.saltSeparator, salt, digest].map { Base64URL.encode($0) }
        return "$firebase-scrypt$ln=\(parameters.memoryCost),r=\(parameters.rounds)$" + fields.joined(separator: "$")
    }

    /// As the export of users has it: both in base64, of either alphabet.
    init?(_ text: String, salt: String, _ parameters: FirebaseParameters) {
        guard let digest = HashFields.anyBase64(text), (32...128).contains(digest.count), let salt = HashFields.anyBase64(salt),
            (1...128).contains(salt.count)
        else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.digest = digest
    }

    init?(stored text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 6, fields[1] == "firebase-scrypt" else { return nil }
        let cost = HashFields.split(fields[2], at: ",")
        guard cost.count == 2, let memoryCost = HashFields.number(cost[0], named: "ln"),
            let rounds = HashFields.number(cost[1], named: "r"),
            let parameters = FirebaseParameters(rounds: rounds, memoryCost: memoryCost, saltSeparator: fields[3])
        else { return nil }
        self.init(fields[5], salt: fields[4], parameters)
    }

    /// `signerKey` is the project's, decoded.
    func verifies(_ password: [UInt8], signerKey: [UInt8]) -> Bool {
        let salt = salt + parameters.saltSeparator
        var derived = [UInt8](repeating: 0, count: 32)
        let failed = crypto_pwhash_scryptsalsa208sha256_ll(
            password, password.count, salt, salt.count, 1 << UInt64(parameters.memoryCost), UInt32(parameters.rounds), 1, &derived,
            derived.count)
        guard failed == 0, let nonce = try? AES._CTR.Nonce(nonceBytes: [UInt8](repeating: 0, count: 16)),
            let computed = try? AES._CTR.encrypt(signerKey, using: SymmetricKey(data: derived), nonce: nonce)
        else { return false }
        return constantTimeEqual(Array(computed), digest)
    }
}
