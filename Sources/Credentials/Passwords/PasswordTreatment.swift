package import Core
internal import Crypto
internal import Foundation

/// What an old product did to a password before it hashed it, as the operator says for an import. It stands before the hash that is stored:
///
///     $lanyard-as$VARIANTS$PEPPER$HASH        $lanyard-as$nfd,newline$append:SEALED$$2y$10$…
package struct PasswordTreatment: Sendable, Equatable {
    /// Forms in which the password is tried besides the one that was typed, all of them as one try.
    package enum Variant: String, Sendable, CaseIterable {
        /// Decomposed, as some macOS programs send it.
        case nfd
        /// In ISO 8859-1, as products hashed that never knew UTF-8.
        case latin1
        /// With a line feed at its end, which scripts left there.
        case newline
    }

    /// How a pepper, one secret for all passwords of the product, was mixed in.
    package enum PepperUse: String, Sendable, CaseIterable {
        case append, prepend
        /// The hexadecimal HMAC of the password under the pepper, as PHP's `hash_hmac` gives it.
        case hmacSHA256 = "hmac-sha256"
        case hmacSHA512 = "hmac-sha512"
        /// Not mixed in: the hash itself needs it (Firebase's signer key).
        case key
    }

    private struct Pepper: Sendable, Equatable {
        let use: PepperUse
        let sealed: [UInt8]
        /// nil if the keyring that seals it is not here.
        let secret: Secret<[UInt8]>?

        static func == (left: Pepper, right: Pepper) -> Bool { left.use == right.use && left.sealed == right.sealed }
    }

    private static let purpose = "password pepper"
    private static let prefix = "$lanyard-as$"
    private let variants: [Variant]
    private let pepper: Pepper?

    package init(variants: Set<Variant> = []) {
        self.variants = Variant.allCases.filter(variants.contains)
        pepper = nil
    }

    /// The pepper is sealed once, so that it stands in no stored hash. Throws `Keyring.Unreadable`.
    package init(variants: Set<Variant> = [], pepper: Secret<[UInt8]>, _ use: PepperUse, sealedBy keyring: Keyring) throws {
        self.variants = Variant.allCases.filter(variants.contains)
        let sealed = try keyring.seal(pepper.exposed, purpose: Self.purpose)
        self.pepper = Pepper(use: use, sealed: sealed, secret: pepper)
    }

    private init(_ variants: [Variant], _ pepper: Pepper?) {
        self.variants = variants
        self.pepper = pepper
    }

    /// How many forms of a password are hashed, at most.
    var tries: Int { variants.count + 1 }

    /// The secret that the hash itself needs.
    var key: [UInt8] { pepper?.use == .key ? pepper?.secret?.exposed ?? [] : [] }

    var hasPepper: Bool { pepper != nil }

    /// Whether its pepper could be opened, or it has none. Without it no password matches.
    var isComplete: Bool { pepper == nil || pepper?.secret != nil }

    /// What is hashed for a password, in each form that differs.
    func forms(of password: String) -> [[UInt8]] {
        var forms = [Array(password.utf8)]
        for variant in variants {
            guard let form = Self.form(variant, of: password), !forms.contains(form) else { continue }
            forms.append(form)
        }
        return forms.map(peppered)
    }

    private static func form(_ variant: Variant, of password: String) -> [UInt8]? {
        switch variant {
        case .nfd: Array(password.decomposedStringWithCanonicalMapping.utf8)
        case .latin1:
            password.precomposedStringWithCanonicalMapping.data(using: .isoLatin1).map { Array($0) }
        case .newline: Array(password.utf8) + [10]
        }
    }

    private func peppered(_ password: [UInt8]) -> [UInt8] {
        guard let pepper else { return password }
        let secret = pepper.secret?.exposed ?? []
        let key = SymmetricKey(data: secret)
        return switch pepper.use {
        case .append: password + secret
        case .prepend: secret + password
        case .hmacSHA256: Array(Hex.encode(HMAC<SHA256>.authenticationCode(for: password, using: key)).utf8)
        case .hmacSHA512: Array(Hex.encode(HMAC<SHA512>.authenticationCode(for: password, using: key)).utf8)
        case .key: password
        }
    }

    /// The text before a stored hash; empty if nothing was done to passwords.
    var mark: String {
        guard !variants.isEmpty || pepper != nil else { return "" }
        let pepper = pepper.map { $0.use.rawValue + ":" + Base64URL.encode($0.sealed) } ?? ""
        return Self.prefix + variants.map(\.rawValue).joined(separator: ",") + "$" + pepper + "$"
    }

    /// The treatment before a stored hash, and the hash. Throws `unreadable` for a text that this server did not write.
    static func read(_ text: String, _ keyring: Keyring?) throws(HashRejection) -> (PasswordTreatment, String) {
        guard text.hasPrefix(prefix) else { return (PasswordTreatment(), text) }
        let parts = text.dropFirst(prefix.count).split(separator: "$", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .unreadable }
        let names = parts[0].split(separator: ",")
        let variants = names.compactMap { Variant(rawValue: String($0)) }
        guard variants.count == names.count else { throw .unreadable }
        return (PasswordTreatment(variants, try pepper(parts[1], keyring)), String(parts[2]))
    }

    private static func pepper(_ text: Substring, _ keyring: Keyring?) throws(HashRejection) -> Pepper? {
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let use = PepperUse(rawValue: String(parts[0])), let sealed = Base64URL.decode(parts[1]) else {
            throw .unreadable
        }
        let secret = keyring.flatMap { try? $0.open(sealed, purpose: purpose) }
        return Pepper(use: use, sealed: sealed, secret: secret.map { Secret($0) })
    }
}
