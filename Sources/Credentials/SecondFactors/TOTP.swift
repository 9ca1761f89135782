package import Core
internal import Crypto

/// Time-based one-time codes (RFC 6238).
package struct TOTP: Sendable {
    package enum Algorithm: String, Sendable { case sha1 = "SHA1", sha256 = "SHA256", sha512 = "SHA512" }

    package let secret: Secret<[UInt8]>
    package let algorithm: Algorithm
    package let digits: Int
    /// The length of a time step, in seconds.
    package let period: Int

    /// nil unless the secret is 1 to 128 bytes, the digits are 6 to 8, and the period is 15 to 300 seconds.
    package init?(secret: [UInt8], algorithm: Algorithm = .sha1, digits: Int = 6, period: Int = 30) {
        guard (1...128).contains(secret.count), (6...8).contains(digits), (15...300).contains(period) else { return nil }
        self.secret = Secret(secret)
        self.algorithm = algorithm
        self.digits = digits
        self.period = period
    }

    /// The number of the time step that `time` is in: T of RFC 6238 section 4.2.
    package func step(at time: Timestamp) -> Int64 { time.seconds / Int64(period) }

    /// The code of a time step (RFC 4226 section 5.3).
    package func code(step: Int64) -> String {
        let counter = withUnsafeBytes(of: UInt64(bitPattern: step).bigEndian) { Array($0) }
        let key = SymmetricKey(data: secret.exposed)
        let mac: [UInt8] =
            switch algorithm {
            case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: key))
            case .sha256: Array(HMAC<SHA256>.authenticationCode(for: counter, using: key))
            case .sha512: Array(HMAC<SHA512>.authenticationCode(for: counter, using: key))
            }
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    package func code(at time: Timestamp) -> String { code(step: step(at: time)) }

    /// The time step that this code belongs to; one step of drift in either direction is allowed. nil if there is none, or if it is not
    /// later than `last`. A code is valid only once (RFC 6238 section 5.2), so store the result as the new `last` in the transaction that
    /// signs in. It may be typed with spaces and dashes, and in the digits of any script.
    package func acceptedStep(for code: String, at time: Timestamp, after last: Int64?) -> Int64? {
        let typed = Array(EnteredDigits.code(code).utf8)
        let now = step(at: time)
        var found: Int64?
        for step in now - 1...now + 1 where constantTimeEqual(Array(self.code(step: step).utf8), typed) { found = found ?? step }
        guard let found, found > last ?? Int64.min else { return nil }
        return found
    }
}

extension TOTP {
    /// A new secret of 160 bits, six digits, 30 seconds, SHA-1: every authenticator app supports these values.
    package static func generate(random: some RandomSource = SystemRandom()) -> TOTP? { TOTP(secret: random.bytes(20)) }

    /// The form that is sealed and stored: `SHA1,6,30,BASE32`.
    package var stored: [UInt8] { Array("\(algorithm.rawValue),\(digits),\(period),\(Base32.encode(secret.exposed))".utf8) }

    package init?(stored bytes: [UInt8]) {
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 4, let algorithm = Algorithm(rawValue: String(fields[0])), let digits = Int(fields[1]),
            let period = Int(fields[2]), let secret = Base32.decode(String(fields[3]))
        else { return nil }
        self.init(secret: secret, algorithm: algorithm, digits: digits, period: period)
    }

    /// The `otpauth://` URL that an authenticator app reads from a QR code.
    package func address(issuer: String, account: String) -> Secret<String> {
        let label = PercentCoding.encode(issuer) + ":" + PercentCoding.encode(account)
        return Secret(
            "otpauth://totp/\(label)?secret=\(Base32.encode(secret.exposed))&issuer=\(PercentCoding.encode(issuer))"
                + "&algorithm=\(algorithm.rawValue)&digits=\(digits)&period=\(period)")
    }
}
