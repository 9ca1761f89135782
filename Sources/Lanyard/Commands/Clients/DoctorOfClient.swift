internal import ArgumentParser
internal import Core
internal import Delivery
internal import OpenID
internal import SQL

/// Looks at one client from outside and from what was kept of it.
struct DoctorOfClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at a client: whether its addresses answer, how it signs, which scopes it uses, and what it was refused last.",
        discussion:
            "It changes nothing. Each redirect and logout address is opened once, without a token. Exit status 1 if something is broken.")
    @OptionGroup var printing: Printing
    @Argument(help: "The client's id.") var client: String

    func run() async throws {
        let installation = try await printing.location.installation()
        let found = try await installation.client(named: client)
        let http = CurlHTTPClient(reach: .everywhere, threads: 4)
        let findings = try await ClientExamination(client: found, installation: installation, http: http).findings()
        await installation.stores.close()
        try printing.show(findings)
    }
}

/// What is looked at, in the order in which a sign-in needs it.
struct ClientExamination: Sendable {
    let client: Client
    let installation: Installation
    let http: any HTTPClient

    func findings() async throws -> [Finding] {
        guard client.revokedAt == nil else {
            return [Finding("client", .broken, "It is removed. Register a new one with 'lanyard client add'.")]
        }
        var found = [Finding("client", .good, "\(client.name), \(client.kind.rawValue), \(authentication).")]
        for address in client.redirectURIs { found.append(await reached("redirect", address)) }
        for address in client.postLogoutRedirectURIs { found.append(await reached("after signing out", address)) }
        found.append(await logout())
        found.append(algorithm)
        found.append(try await scopes())
        return found + (try await errors())
    }

    private var authentication: String {
        switch client.authentication {
        case .none: "without a secret"
        case .secret: "by its secret"
        case .key: "by its own key (private_key_jwt)"
        }
    }

    /// Any answer will do but one that says that nothing is there. What runs on a person's own machine cannot be reached from here.
    private func reached(_ what: String, _ address: String) async -> Finding {
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            return Finding(what, .good, "\(address) opens an application on the person's device.")
        }
        if client.kind == .public, address.hasPrefix("http://localhost") || address.hasPrefix("http://127.0.0.1") {
            return Finding(what, .good, "\(address) is on the person's own machine.")
        }
        do {
            let status = try await http.send(OutgoingRequest("GET", address, timeout: .seconds(5))).status
            guard status != 404, status < 500 else {
                return Finding(
                    what, .doubtful, "\(address) answers \(status). See whether the client runs, and expects people at that path.")
            }
            return Finding(what, .good, "\(address) answers.")
        } catch {
            if case OutgoingHTTPError.forbiddenAddress = error {
                return Finding(what, .broken, "\(address) \(Self.forbidden)")
            }
            let why = if case OutgoingHTTPError.unreachable(let detail) = error { detail } else { "\(error)" }
            let from = "cannot be reached from this machine (\(why)); people's browsers may reach it all the same."
            return Finding(what, .doubtful, "\(address) \(from)")
        }
    }

    private static let forbidden =
        "leads to this machine or to a private network, where logout tokens are not sent. logout.reach_loopback allows this machine."

    private func logout() async -> Finding {
        guard let address = client.backchannelLogoutURI else {
            if client.grantTypes.isDisjoint(with: [.authorizationCode, .deviceCode]) {
                return Finding("logout", .good, "Nobody signs in to it.")
            }
            return Finding(
                "logout", .doubtful, "It is not told when people sign out. Give its address with --backchannel-logout, if it can listen.")
        }
        let reached = await reached("logout", address)
        let sent = try? await installation.database.read { try $0.logoutDeliveries(of: client.id) }
        guard let sent, sent.failed > 0 || sent.waiting > 0 else { return reached }
        let last = sent.lastError == "\(OutgoingHTTPError.forbiddenAddress)" ? "it \(Self.forbidden)" : "\(sent.lastError ?? "not tried")."
        let told = "\(sent.sent) tokens were taken, \(sent.failed) given up, \(sent.waiting) wait; last: \(last)"
        return Finding(
            "logout", sent.sent == 0 ? .broken : .doubtful, "\(reached.sentence) \(told) See what the client logs at that address.")
    }

    private var algorithm: Finding {
        let name = client.idTokenAlgorithmName
        let proof = client.requirePKCE ? "PKCE is asked for" : "PKCE is not asked for"
        guard name == "EdDSA" else { return Finding("algorithm", .good, "Its ID tokens are signed with \(name); \(proof).") }
        return Finding(
            "algorithm", .doubtful,
            "Its ID tokens are signed with EdDSA, which few libraries check; \(proof). Take RS256 or ES256 if sign-ins fail at the client.")
    }

    private func scopes() async throws -> Finding {
        guard !client.grantTypes.isDisjoint(with: [.authorizationCode, .deviceCode]) else {
            return Finding("scopes", .good, "It may ask for \(client.scopes.joined(separator: ", ")). What programs ask for is not kept.")
        }
        let since = installation.clock.now() - .days(90)
        let used = try await installation.database.read { try $0.usedScopes(of: client.id, since: since) }
        guard !used.isEmpty else { return Finding("scopes", .doubtful, "Nobody has signed in with it in 90 days.") }
        let unused = client.scopes.filter { !used.contains($0) }
        let asked = "In 90 days it asked for \(client.scopes.filter(used.contains).joined(separator: ", "))"
        guard !unused.isEmpty else { return Finding("scopes", .good, asked + ", which is all it may.") }
        return Finding("scopes", .doubtful, "\(asked), and never for \(unused.joined(separator: ", ")). Take away what it does not need.")
    }

    /// What it was refused in the last week.
    private func errors() async throws -> [Finding] {
        let since = installation.clock.now() - .days(7)
        let errors = try await installation.database.read { try $0.errors(of: client.id) }.filter { $0.lastAt >= since }
        guard !errors.isEmpty else { return [Finding("errors", .good, "It was refused nothing in the last seven days.")] }
        return errors.prefix(10).map { error in
            let times = error.times == 1 ? "once" : "\(error.times) times"
            let remedy = ErrorGuide.named(error.error)?.remedy ?? ""
            return Finding(
                error.error, .doubtful, "At \(error.endpoint), \(times), last \(error.lastAt.rfc3339): \(error.description) \(remedy)")
        }
    }
}
