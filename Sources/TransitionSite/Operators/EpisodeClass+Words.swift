package import Language
package import Transition

extension EpisodeClass {
    /// For people: "bcrypt 2a, authenticator app, Firefox, not long away". Forms of hashes are names.
    package var title: Phrase {
        let away: Phrase? = isDormant.map { $0 ? "operator.long-away" : "operator.not-long-away" }
        let parts: [Phrase] = [hash.map(Self.hashTitle), factor.map(Self.factorTitle), browser.map { .text($0) }, away].compactMap(\.self)
        return parts.isEmpty
            ? "operator.everybody-of-it" : parts.dropFirst().reduce(parts[0]) { Phrase("operator.and-also", ["one": $0, "two": $1]) }
    }

    static func hashTitle(_ name: String) -> Phrase { name == "none" ? "operator.no-hash" : .text(name) }

    /// Of the kinds of second factors that are stored, and of those that figures know.
    static func factorTitle(_ name: String) -> Phrase {
        switch name {
        case "none": "operator.no-factor"
        case "totp": "operator.app"
        case "sms": "operator.sms"
        case Rehearsal.securityKey: "operator.key"
        default: .text(name)
        }
    }
}
