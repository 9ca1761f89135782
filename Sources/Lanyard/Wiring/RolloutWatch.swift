internal import Access
internal import Core
internal import Identity
internal import Logging
internal import OpenID
internal import SQL
internal import Transition
internal import Web

/// Notes what became of tries to sign in at the ID for a product that moves, as evidence. For any other product it does nothing.
///
/// Cost: the database's change counter; for a product that moves, two small reads and a write without an fsync a try, and one durable commit at
/// somebody's first success.
struct RolloutWatch: SignInWatch {
    let provider: OpenIDProvider
    let keyring: Keyring
    let routing: RolloutRouting
    let log: Logger

    func note(_ result: WatchedResult, of token: Secret<String>, from browser: SignInSteps.Browser, at now: Timestamp) async {
        do { try await noted(result, of: token, from: browser, at: now) } catch {
            log.error("a try was not noted as evidence", metadata: ["error": "\(error)"])
        }
    }

    func proved(_ person: PersonID, inBrowser token: String, at now: Timestamp) async {
        do {
            guard try await routing.watches() else { return }
            try await provider.database.writeUnflushed { try $0.claimEpisodes(of: person, in: BrowserMark(token), at: now) }
        } catch {
            log.error("a browser was not noted as somebody's", metadata: ["error": "\(error)"])
        }
    }

    private func noted(
        _ result: WatchedResult, of token: Secret<String>, from browser: SignInSteps.Browser, at now: Timestamp
    ) async throws {
        guard try await routing.watches() else { return }
        let keyring = keyring
        let signIn = try await provider.database.read { try $0.pastSignIn(token: token.exposed, keyring) }
        guard let signIn, let product = signIn.product.map({ ProductID(rawValue: $0) }), try await routing.watches(product) else { return }
        var attempt = EpisodeTry(
            episode: Hex.encode(Array(TokenHash(token.exposed, purpose: .signIn).bytes.prefix(16))), login: signIn.address,
            browser: BrowserFamily(agent: browser.origin.agent).rawValue, isKnown: await isKnown(signIn, at: now),
            result: EpisodeTry.Result(result), at: now)
        attempt.mark = token.exposed.split(separator: ".").first.map { BrowserMark(String($0)) }
        let noted = attempt
        try await provider.database.writeUnflushed { try $0.noteAtTheID(noted, at: product) }
        guard case .succeeded = result, let person = signIn.personID,
            try await provider.database.read({ try !$0.hasArrived(person, in: product) })
        else { return }
        // The first success moves the login, before any page says so.
        try await provider.database.write { tx in
            guard try !tx.staysOutside(person, of: product, keyring, at: now) else { return }
            try tx.beginMoveGuide(of: person, keyring, at: now)
            try tx.noteArrival(of: person, in: product, at: now)
        }
    }

    /// Whether the product says that the browser is the person's.
    private func isKnown(_ signIn: SignIn, at now: Timestamp) async -> Bool {
        let query = signIn.returnTo.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init)
        guard let parameters = query.flatMap({ Parameters(encoded: $0) }), let login = await provider.knownLogin(in: parameters, at: now)
        else { return false }
        return login == signIn.address
    }
}

extension EpisodeTry.Result {
    fileprivate init(_ result: WatchedResult) {
        self =
            switch result {
            case .begun: .begun
            case .succeeded: .succeeded
            case .wrongPassword: .wrongPassword
            case .wrongCode: .wrongCode
            case .locked: .locked
            case .forgot: .forgot
            case .askedForHelp: .ticket
            }
    }
}
