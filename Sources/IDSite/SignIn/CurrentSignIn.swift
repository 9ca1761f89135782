internal import Core
internal import Identity
internal import SQL
internal import Web

extension IDSite {
    /// The sign-in that is in progress in this browser, with its token; nil if there is none, or if it is over.
    func currentSignIn(_ request: WebRequest) async throws -> (token: Secret<String>, signIn: SignIn)? {
        guard let token = signInToken(request) else { return nil }
        let now = clock.now()
        let keyring = keyring
        guard let signIn = try await database.read({ try $0.signIn(token: token.exposed, keyring, at: now) }) else { return nil }
        return (token, signIn)
    }

    /// Starts the sign-in again, after it has expired or if it never began.
    func startAnew() -> WebResponse {
        .redirect(SignInPath.address, notice: .info("That sign-in is over, or took longer than 15 minutes. Please begin again."))
    }
}
