internal import Core
internal import Identity
internal import Language
internal import Web

/// How well the person's ID is protected, in words, with what to do next.
struct CheckUp: Component {
    let addresses: [PersonAddress]
    let hasSecondFactor: Bool
    let hasPasskey: Bool
    let recoveryCodes: RecoveryCodes.Standing?

    private enum Line {
        case good(Phrase)
        case next(Phrase, title: Phrase, Path)
    }

    private var lines: [Line] { [factors, codes, noAddress].compactMap(\.self) + unverified }

    private var factors: Line? {
        if hasSecondFactor { return .good("check-up.two-factors") }
        if hasPasskey { return .good("check-up.passkey") }
        return .next("check-up.password-alone", title: "passkey.title", PasskeyPath.list)
    }

    private var codes: Line? {
        guard hasSecondFactor else { return nil }
        guard let left = recoveryCodes?.left else {
            return .next("check-up.no-codes", title: "recovery-code.title", RecoveryCodesPath.codes)
        }
        guard left <= RecoveryCodes.few else { return .good("check-up.codes") }
        return .next(Phrase("check-up.few-codes", ["count": left]), title: "recovery-code.title", RecoveryCodesPath.codes)
    }

    /// Whoever signs in by a name of an old product may have none.
    private var noAddress: Line? {
        addresses.isEmpty ? .next("check-up.no-address", title: "address.manage", ProfilePath.addresses) : nil
    }

    private var unverified: [Line] {
        addresses.filter { $0.verifiedAt == nil }.prefix(3).map { address in
            .next(
                Phrase("check-up.verify", ["address": address.address.written]), title: "address.manage", ProfilePath.addresses)
        }
    }

    var html: HTML {
        let rows = lines.map { line -> HTML in
            switch line {
            case .good(let phrase): "<li>\(Badge("check-up.good", .good)) \(phrase)</li>"
            case .next(let phrase, let title, let path):
                "<li>\(Badge("check-up.next", .warning)) \(phrase) <a href=\"\(path)\">\(title)</a></li>"
            }
        }
        return Panel("check-up.title", "<ul class=\"check-up\">\(rows)</ul>").html
    }
}
