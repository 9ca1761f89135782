internal import Audit
package import Core
internal import SQL

/// What the page shows on which a person lets a device in.
package enum DeviceOutcome: Sendable {
    /// There is no such code, or not any more.
    case unknown
    /// Ask: `permissions` is what it gets.
    case ask(DeviceRequest, AuthorizationRequest, permissions: [String])
    /// The same pages as at the authorization endpoint.
    case signIn(returnTo: Path)
    case account([AccountID], AuthorizationRequest)
    case noMembership(product: String, returnTo: Path)
    case outside(product: String)
    /// The person cannot, with this sign-in or at all.
    case refused
    case answered(approved: Bool, client: String)
}

extension OpenIDProvider {
    /// Whether a device waits with that code.
    package func isWaiting(_ code: UserCode, at now: Timestamp) async throws -> Bool {
        try await database.read { try $0.deviceRequest(code, at: now) != nil }
    }

    /// What comes next on the page of approval, whose parameters these are. `decision` is the person's answer; nil asks for it. Everything is
    /// judged as for a code, and again at the answer. Throws `SQLError`.
    package func device(
        _ parameters: Parameters, signedIn: CurrentSession?, decision: Bool?, at now: Timestamp
    ) async throws -> DeviceOutcome {
        guard let code = parameters["user_code"].flatMap({ UserCode($0) }),
            let waiting = try await database.read({ try $0.deviceRequest(code, at: now) }),
            let client = try await clients.client(waiting.client), client.grantTypes.contains(.deviceCode)
        else { return .unknown }
        let request = AuthorizationRequest(ofDevice: waiting, client, parameters, keyring)
        guard let signedIn else { return .signIn(returnTo: try request.path()) }
        let grant = Grant(id: GrantID(at: now, random: random), request: request, signedIn: signedIn, at: now)
        let verdict = try await database.write { tx -> Verdict in
            let subject: Subject
            switch try judge(request, signedIn, hinted: nil, in: tx, at: now) {
            case .may(let found): subject = found
            case .not(let verdict): return verdict
            }
            if let product = try productOutside(of: subject.person, request, in: tx, at: now) { return .outside(product: product) }
            guard let decision else { return .consent }
            guard decision else { return try tx.answer(code, .denied, grant: nil, at: now) ? .granted : .noAccount }
            let own = grant.of(subject.person)
            guard try tx.answer(code, .approved, grant: own.id, at: now) else { return .noAccount }
            if !client.firstParty { try tx.noteConsent(of: subject.person, to: request, at: now) }
            try tx.add(own, at: now)
            try tx.append(
                AuditEvent(
                    .deviceApproved, by: .person(subject.person), on: client.id.text, details: ["scopes": own.scopes.joined(separator: " ")]
                ),
                at: now)
            if let product = client.product { try directory.arrived(subject.person, in: product, in: tx, at: now) }
            return .granted
        }
        switch verdict {
        case .signIn(let again): return .signIn(returnTo: try again ? request.path(again: now, keyring) : request.path())
        case .stepUp: return .signIn(returnTo: try request.path(again: now, keyring, twoFactors: true))
        case .account(let accounts): return .account(accounts, request)
        case .noMembership(let product): return .noMembership(product: product, returnTo: try request.path())
        case .outside(let product): return .outside(product: product)
        case .consent: return .ask(waiting, request, permissions: request.permissions)
        case .granted: return .answered(approved: decision ?? false, client: client.name)
        case .otherPerson, .tooFewFactors, .unfitSignIn, .noAccount: return .refused
        }
    }
}

extension AuthorizationRequest {
    /// The request of a device, as it stands at the page of approval: client and scopes are the device's, the account and the sign-in that is
    /// asked for are the page's.
    init(ofDevice waiting: DeviceRequest, _ client: Client, _ parameters: Parameters, _ keyring: Keyring) {
        let kept = parameters.pairs.filter { ["user_code", "account", "acr_values", SignedInAfter.name].contains($0.name) }
        let own = [(name: "client_id", value: client.id.text), (name: "scope", value: waiting.scopes.joined(separator: " "))]
        let draft = AuthorizationDraft(parameters: Parameters(own + kept), client: client, redirectURI: "")
        self.init(draft, keyring, at: OpenIDPath.deviceApproval)
    }
}
