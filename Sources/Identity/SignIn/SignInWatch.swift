package import Core

/// Is told what became of each try to sign in, after it was answered. During a move it gathers evidence from them.
package protocol SignInWatch: Sendable {
    /// Never throws: whoever signs in has nothing to do with it.
    func note(_ result: WatchedResult, of token: Secret<String>, from browser: SignInSteps.Browser, at now: Timestamp) async

    /// The browser with this sign-in cookie is that person's: they have just signed in there by a passkey, or used a mailed link.
    func proved(_ person: PersonID, inBrowser token: String, at now: Timestamp) async
}

package enum WatchedResult: Sendable {
    /// A password is about to be checked: whose login it is, is seen as it is before a success changes it.
    case begun
    case succeeded
    case wrongPassword
    case wrongCode
    /// No tries are left.
    case locked
    /// The person asked for a new password instead.
    case forgot
    /// The person asked for help instead.
    case askedForHelp
}
