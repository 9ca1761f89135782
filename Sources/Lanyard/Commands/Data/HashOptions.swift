internal import ArgumentParser
internal import Core
internal import Credentials
internal import Foundation

/// What an operator can say about the password hashes of an export.
struct HashOptions: ParsableArguments {
    @Option(help: "Where a salt in a column of its own goes: before or after the password.") var saltPosition: SaltPosition?
    @Option(help: "A file with the pepper that the old product mixed into every password.") var pepperFile: String?
    @Option(help: "How: append (Devise), prepend, hmac-sha256 or hmac-sha512.") var pepperUse: PepperUse = .append
    @Option(help: "A form in which passwords are tried too: nfd, latin1 or newline; may be given more than once.") var alsoTry: [Variant] =
        []
    @Option(help: "Firebase: a file with the project's base64_signer_key.") var firebaseKeyFile: String?
    @Option(help: "Firebase: base64_salt_separator.") var firebaseSaltSeparator = "Bw=="
    @Option(help: "Firebase: rounds.") var firebaseRounds = 8
    @Option(help: "Firebase: mem_cost.") var firebaseMemCost = 14

    func validate() throws {
        if pepperFile != nil, firebaseKeyFile != nil {
            throw ValidationError("Give either --pepper-file or --firebase-key-file; Firebase has no pepper besides its key.")
        }
    }

    /// Throws `CommandError` for a file that cannot be read and for parameters that no project has.
    func settings(_ keyring: Keyring) throws -> HashSettings {
        var settings = HashSettings()
        settings.saltPosition = saltPosition?.meaning
        let variants = Set(alsoTry.map(\.meaning))
        settings.treatment = PasswordTreatment(variants: variants)
        if let pepperFile {
            let pepper = Secret(Array(try secret(in: pepperFile).exposed.utf8))
            settings.treatment = try PasswordTreatment(variants: variants, pepper: pepper, pepperUse.meaning, sealedBy: keyring)
        }
        if let firebaseKeyFile {
            guard let key = Data(base64Encoded: try secret(in: firebaseKeyFile).exposed), !key.isEmpty else {
                throw CommandError(
                    "\(firebaseKeyFile) does not hold a base64_signer_key. Copy it from the Firebase console, and nothing else.")
            }
            settings.treatment = try PasswordTreatment(variants: variants, pepper: Secret(Array(key)), .key, sealedBy: keyring)
            settings.firebase = FirebaseParameters(
                rounds: firebaseRounds, memoryCost: firebaseMemCost, saltSeparator: firebaseSaltSeparator)
            guard settings.firebase != nil else {
                throw CommandError(
                    "These are no parameters of a Firebase project: rounds are 1 to 8, mem_cost is 1 to 14, the separator is base64.")
            }
        }
        return settings
    }

    /// The text of the file without the line break at its end.
    private func secret(in file: String) throws -> Secret<String> {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8), !text.isEmpty else {
            throw CommandError("\(file) cannot be read, or is empty. Name a file that holds the secret and nothing else.")
        }
        return Secret(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }

    // The command line's names of what Credentials knows.

    enum SaltPosition: String, ExpressibleByArgument, CaseIterable {
        case before, after
        var meaning: HashSettings.SaltPosition { self == .before ? .before : .after }
    }

    enum PepperUse: String, ExpressibleByArgument, CaseIterable {
        case append, prepend
        case hmacSHA256 = "hmac-sha256"
        case hmacSHA512 = "hmac-sha512"

        var meaning: PasswordTreatment.PepperUse {
            switch self {
            case .append: .append
            case .prepend: .prepend
            case .hmacSHA256: .hmacSHA256
            case .hmacSHA512: .hmacSHA512
            }
        }
    }

    enum Variant: String, ExpressibleByArgument, CaseIterable {
        case nfd, latin1, newline

        var meaning: PasswordTreatment.Variant {
            switch self {
            case .nfd: .nfd
            case .latin1: .latin1
            case .newline: .newline
            }
        }
    }
}
