/// Detects RSA moduli with the ROCA weakness (CVE-2017-15361): modulo each of these small primes, such a modulus is in the group that
/// 65537 generates.
enum WeakModulus {
    private static let primes: [Int] = [
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    ]

    private static let groups: [(prime: Int, members: Set<Int>)] = primes.map { prime in
        var members: Set<Int> = []
        var power = 1
        while members.insert(power).inserted { power = power * 65537 % prime }
        return (prime, members)
    }

    static func isWeak(_ modulus: [UInt8]) -> Bool {
        groups.allSatisfy { group in
            group.members.contains(modulus.reduce(0) { ($0 << 8 | Int($1)) % group.prime })
        }
    }
}
