internal import Outbox

extension Letter {
    /// A mail that tells a person that the way they sign in was changed, and what to do if somebody else did it.
    static func securityNotice(_ title: String, to name: String, _ change: String) -> Letter {
        Letter(
            title, ["Hello \(name),", change],
            ending: [
                "If that was not you, set a new password at once with \"Forgot your password?\" on the sign-in page, "
                    + "and tell the administrator of your account."
            ])
    }
}
