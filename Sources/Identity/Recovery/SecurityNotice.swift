internal import Language
internal import Outbox

extension Letter {
    /// A mail that tells a person that the way they sign in was changed, and what to do if somebody else did it.
    static func securityNotice(_ title: Phrase, to name: String, _ change: Phrase) -> Letter {
        Letter(title, [Phrase("identity.hello", ["name": name]), change], ending: ["identity.not-you"])
    }
}
