internal import CArgon2
internal import CSodium
internal import Core

/// The cost of our own argon2id hashes.
package struct Argon2Parameters: Sendable, Equatable {
    package var memoryKiB: Int
    package var passes: Int

    package init(memoryKiB: Int, passes: Int) {
        self.memoryKiB = memoryKiB
        self.passes = passes
    }

    /// 19 MiB and two passes (OWASP): 25 ms on one core.
    package static let standard = Argon2Parameters(memoryKiB: 19456, passes: 2)
    /// The minimum that libsodium accepts; only for tests.
    package static let forTests = Argon2Parameters(memoryKiB: 8, passes: 1)
}

/// argon2 (RFC 9106) in its PHC form: `$argon2id$v=19$m=19456,t=2,p=1$SALT$DIGEST`.
struct Argon2Hash: Sendable, Equatable {
    enum Variant: String, Sendable { case argon2id, argon2i, argon2d }

    var variant: Variant
    /// 19, or 16 for the first version of the algorithm.
    var version: Int
    var memoryKiB: Int
    var passes: Int
    var lanes: Int
    var salt: [UInt8]
    var digest: [UInt8]

    var text: String {
        "$\(variant.rawValue)$v=\(version)$m=\(memoryKiB),t=\(passes),p=\(lanes)$\(HashFields.base64Text(salt))$\(HashFields.base64Text(digest))"
    }

    /// As libraries write it: without the version it is that of 2015; the parameters may be in another order, and salt and digest in either
    /// alphabet of base64, with or without padding.
    init?(_ text: String) {
        var fields = HashFields.split(text)
        if fields.count == 5 { fields.insert("v=16", at: 2) }
        guard fields.count == 6, fields[0].isEmpty, let variant = Variant(rawValue: fields[1]),
            let version = HashFields.number(fields[2], named: "v"), [16, 19].contains(version),
            let salt = HashFields.anyBase64(fields[4]), (8...64).contains(salt.count),
            let digest = HashFields.anyBase64(fields[5]), (16...64).contains(digest.count)
        else { return nil }
        let cost = HashFields.split(fields[3], at: ",")
        func parameter(_ name: String) -> Int? { cost.compactMap { HashFields.number($0, named: name) }.first }
        guard cost.count == 3, let memory = parameter("m"), let passes = parameter("t"), let lanes = parameter("p"), passes > 0, lanes > 0,
            memory >= 8.saturating(times: lanes)
        else { return nil }
        self.variant = variant
        self.version = version
        memoryKiB = memory
        self.passes = passes
        self.lanes = lanes
        self.salt = salt
        self.digest = digest
    }

    private init(_ parameters: Argon2Parameters, salt: [UInt8]) {
        variant = .argon2id
        version = 19
        memoryKiB = parameters.memoryKiB
        passes = parameters.passes
        lanes = 1
        self.salt = salt
        digest = [UInt8](repeating: 0, count: 32)
    }

    /// A new argon2id hash with a fresh salt; nil if its memory cannot be allocated.
    static func make(of material: [UInt8], _ parameters: Argon2Parameters, random: some RandomSource) -> Argon2Hash? {
        var hash = Argon2Hash(parameters, salt: random.bytes(16))
        guard let digest = hash.compute(material) else { return nil }
        hash.digest = digest
        return hash
    }

    func verifies(_ material: [UInt8]) -> Bool { compute(material).map { constantTimeEqual($0, digest) } ?? false }

    /// libsodium is faster, but supports only one lane and salts of 16 bytes.
    private func compute(_ material: [UInt8]) -> [UInt8]? {
        variant == .argon2id && version == 19 && lanes == 1 && salt.count == 16 ? bySodium(material) : byReference(material)
    }

    private func bySodium(_ material: [UInt8]) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: digest.count)
        // One extra byte, not counted in the length, so that an empty password has a valid pointer too.
        let failed = (material + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return Int32(-1) }
                return crypto_pwhash(
                    &output, UInt64(output.count), start, UInt64(material.count), salt, UInt64(passes), memoryKiB * 1024,
                    crypto_pwhash_ALG_ARGON2ID13)
            }
        }
        return failed == 0 ? output : nil
    }

    private func byReference(_ material: [UInt8]) -> [UInt8]? {
        guard let passes = UInt32(exactly: passes), let memory = UInt32(exactly: memoryKiB), let lanes = UInt32(exactly: lanes) else {
            return nil
        }
        let type =
            switch variant {
            case .argon2id: Argon2_id
            case .argon2i: Argon2_i
            case .argon2d: Argon2_d
            }
        var output = [UInt8](repeating: 0, count: digest.count)
        var material = material
        var salt = salt
        let outputCount = UInt32(output.count)
        let materialCount = UInt32(material.count)
        let saltCount = UInt32(salt.count)
        let result = output.withUnsafeMutableBufferPointer { output in
            material.withUnsafeMutableBufferPointer { material in
                salt.withUnsafeMutableBufferPointer { salt in
                    var context = argon2_context(
                        out: output.baseAddress, outlen: outputCount, pwd: material.baseAddress, pwdlen: materialCount,
                        salt: salt.baseAddress, saltlen: saltCount, secret: nil, secretlen: 0, ad: nil, adlen: 0, t_cost: passes,
                        m_cost: memory, lanes: lanes,
                        // One thread for any number of lanes, so that a foreign hash never uses more than its one thread of the pool.
                        threads: 1, version: UInt32(version), allocate_cbk: nil, free_cbk: nil, flags: 0)
                    return argon2_ctx(&context, type)
                }
            }
        }
        return result == ARGON2_OK.rawValue ? output : nil
    }
}
