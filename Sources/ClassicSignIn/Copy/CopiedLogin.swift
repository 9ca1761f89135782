internal import Core
internal import Credentials
internal import SQL
internal import Web

/// An old login as this product keeps it, to sign its person in.
struct CopiedLogin: Sendable {
    /// The person's `sub` at the ID.
    let subject: String
    /// nil for whoever does not sign in here: they are inside, or suspended.
    let credentials: Credentials?
    /// Codes of this time step and of earlier ones are used up.
    var lastStep: Int64?
    /// When the operator brought somebody back who was inside.
    var returnedAt: Timestamp?

    struct Credentials: Sendable {
        let password: Secret<String>
        /// When the person or an import set it. Copies of earlier versions do not say.
        let setAt: String?
        let factor: Factor?
        /// By this a password that was changed meanwhile is noticed. The ID hashes one anew that it checked: that is no change.
        var print: String { Hex.encode(TokenHash(setAt ?? password.exposed, purpose: .classicPassword).bytes) }
    }

    enum Factor: Sendable {
        case authenticatorApp(TOTP)
        case textMessage(PhoneNumber)

        var methods: [String] {
            switch self {
            case .authenticatorApp: ["pwd", "otp", "mfa"]
            case .textMessage: ["pwd", "sms", "mfa"]
            }
        }
    }
}

extension CopiedLogin.Credentials {
    /// Of the ID's list, and of what is stored here. nil for a factor that is not known here: then the person signs in at the ID.
    init?(_ json: JSON) {
        guard let password = json["password"]?.string else { return nil }
        self.password = Secret(password)
        setAt = json["password_set_at"]?.string
        guard let factor = json["factor"], factor != .null else {
            self.factor = nil
            return
        }
        switch factor["kind"]?.string {
        case "totp":
            guard let secret = factor["secret"]?.string.flatMap({ Base32.decode($0) }),
                let algorithm = factor["algorithm"]?.string.flatMap(TOTP.Algorithm.init(rawValue:)),
                let digits = factor["digits"]?.integer, let period = factor["period"]?.integer,
                let app = TOTP(secret: secret, algorithm: algorithm, digits: Int(digits), period: Int(period))
            else { return nil }
            self.factor = .authenticatorApp(app)
        case "sms":
            guard let number = factor["number"]?.string.flatMap({ PhoneNumber($0) }) else { return nil }
            self.factor = .textMessage(number)
        default: return nil
        }
    }

    var json: JSON {
        let factorJSON: JSON =
            switch factor {
            case nil: .null
            case .textMessage(let number): ["kind": "sms", "number": .string(number.text)]
            case .authenticatorApp(let app):
                [
                    "kind": "totp", "secret": .string(Base32.encode(app.secret.exposed)), "algorithm": .string(app.algorithm.rawValue),
                    "digits": .int(app.digits), "period": .int(app.period),
                ]
            }
        return [
            "password": .string(password.exposed), "password_set_at": setAt.map(JSON.string) ?? .null, "factor": factorJSON,
        ]
    }
}
