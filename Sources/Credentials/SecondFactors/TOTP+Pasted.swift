internal import Core
internal import Foundation

extension TOTP {
    /// A secret as exports and people have it: in base32, with spaces and dashes, or a whole `otpauth://totp/` address with its algorithm,
    /// digits and period. nil for anything else, and for parameters that this server does not support.
    package init?(pasted text: String) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.lowercased().hasPrefix("otpauth:") else {
            guard let secret = Base32.decode(EnteredDigits.code(text)) else { return nil }
            self.init(secret: secret)
            return
        }
        guard let address = URLComponents(string: text), address.host?.lowercased() == "totp" else { return nil }
        let given = Dictionary(
            (address.queryItems ?? []).map { ($0.name.lowercased(), $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
        let name = (given["algorithm"] ?? "SHA1").uppercased().filter { $0 != "-" }
        guard let secret = given["secret"].flatMap({ Base32.decode(EnteredDigits.code($0)) }),
            let algorithm = Algorithm(rawValue: name.hasPrefix("HMAC") ? String(name.dropFirst(4)) : name),
            let digits = Int(given["digits"] ?? "6"), let period = Int(given["period"] ?? "30")
        else { return nil }
        self.init(secret: secret, algorithm: algorithm, digits: digits, period: period)
    }
}
