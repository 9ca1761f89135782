internal import Core
internal import Identity

/// What the joining pages say of each kind of second factor.
struct SecondFactorWords {
    /// The link that chooses this factor instead of the one that is asked for.
    let offer: String
    /// After a wrong code.
    let wrong: String
}

extension SecondFactor {
    var words: SecondFactorWords {
        switch method {
        case .authenticatorApp:
            SecondFactorWords(
                offer: "Use an authenticator app instead",
                wrong: "That code is not right, or was used already. Wait for the next one in your app, and enter that.")
        case .textMessage:
            SecondFactorWords(
                offer: "Use a text message instead",
                wrong: "That code is not right, or no longer works. Check the newest message, or have a new code sent.")
        }
    }
}
