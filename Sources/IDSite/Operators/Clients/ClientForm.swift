internal import Access
internal import Core
internal import Language
internal import OpenID
internal import Web

/// What a client is registered with, as a form.
struct ClientForm {
    let isNew: Bool
    let form: FormState

    /// What most need: people sign in, and the sign-in is refreshed.
    static var usual: [(String, String)] {
        [("kind", "confidential"), ("algorithm", "RS256"), ("pkce", "on")]
            + [Client.GrantType.authorizationCode, .refreshToken].map { ("grant_types", $0.rawValue) }
            + [Scope.openid, Scope.profile, Scope.email, Scope.offlineAccess].map { ("scope", $0) }
    }

    static func filled(_ client: Client) -> [(String, String)] {
        [
            ("name", client.name), ("redirect_uris", client.redirectURIs.joined(separator: "\n")),
            ("post_logout_redirect_uris", client.postLogoutRedirectURIs.joined(separator: "\n")),
            ("backchannel_logout_uri", client.backchannelLogoutURI ?? ""), ("policy_uri", client.policyURI ?? ""),
            ("support_uri", client.supportURI ?? ""), ("logo_uri", client.logoURI ?? ""),
            ("resources", client.resources.joined(separator: "\n")),
            ("uses_resources", client.usesResources.joined(separator: "\n")), ("algorithm", client.idTokenAlgorithmName),
        ] + client.grantTypes.map { ("grant_types", $0.rawValue) } + client.scopes.map { ("scope", $0) }
            + (client.requirePKCE ? [("pkce", "on")] : []) + (client.needsBoundTokens ? [("more", "dpop")] : [])
            + (client.claimsInIDToken ? [("more", "claims")] : []) + (client.needsAccount ? [("more", "account")] : [])
            + (client.needsPushedRequests ? [("more", "pushed")] : [])
    }

    var html: HTML {
        let kinds = [
            Choice("confidential", "operator.client-confidential", detail: "operator.client-confidential-hint"),
            Choice("public", "operator.client-is-public", detail: "operator.client-is-public-hint"),
        ]
        let kind: HTML? = isNew ? Choices("kind", "operator.client-where", .one, kinds, in: form).html : nil
        return """
            \(TextField("name", "operator.client-name", .text, in: form, hint: "operator.client-name-hint"))\(kind)\
            \(lines("redirect_uris", "operator.client-redirects", "operator.client-redirects-hint"))\
            \(lines("post_logout_redirect_uris", "operator.client-after", "operator.client-one-a-line"))\
            \(address("backchannel_logout_uri", "operator.client-backchannel"))\
            \(address("policy_uri", "operator.client-policy"))\(address("support_uri", "operator.client-support"))\
            \(address("logo_uri", "operator.client-logo"))\
            \(Choices("grant_types", "operator.client-grants", .many, grants, in: form))\
            \(Choices("scope", "operator.client-scopes", .many, scopes, in: form))\
            \(Select("algorithm", "operator.client-algorithm", ["RS256", "ES256", "EdDSA"].map { Choice($0, .text($0)) }, in: form))\
            \(Choices("pkce", "operator.client-pkce", .many, [Choice("on", "operator.client-pkce-on")], in: form))\
            \(Choices("more", "operator.client-more", .many, more, in: form))\
            \(lines("resources", "operator.client-resources", "operator.client-resources-hint"))\
            \(lines("uses_resources", "operator.client-uses", "operator.client-one-a-line"))
            """
    }

    private func lines(_ name: String, _ label: Phrase, _ hint: Phrase) -> TextArea {
        TextArea(name, label, rows: 2, in: form, hint: hint, optional: true)
    }

    private func address(_ name: String, _ label: Phrase) -> TextField { TextField(name, label, .text, in: form, optional: true) }

    private var grants: [Choice] {
        [
            Choice(Client.GrantType.authorizationCode.rawValue, "operator.grant-code"),
            Choice(Client.GrantType.refreshToken.rawValue, "operator.grant-refresh"),
            Choice(Client.GrantType.clientCredentials.rawValue, "operator.grant-own"),
            Choice(Client.GrantType.deviceCode.rawValue, "operator.grant-device"),
        ]
    }

    /// Some are given by command alone, and messages are read by access keys.
    private static let hiddenScopes = Scope.byCommandAlone.union([Scope.readMessages])

    private var scopes: [Choice] { Scope.known.filter { !Self.hiddenScopes.contains($0) }.map { Choice($0, .text($0)) } }

    private var more: [Choice] {
        [
            Choice("dpop", "operator.client-dpop"), Choice("claims", "operator.client-claims"),
            Choice("account", "operator.client-needs-account"), Choice("pushed", "operator.client-pushed"),
        ]
    }

    /// What the form says; grants and scopes that it does not offer stay.
    static func read(_ form: Values, into registration: inout ClientRegistration) {
        func list(_ name: String) -> [String] { form.text(name).split(whereSeparator: \.isWhitespace).map(String.init) }
        func one(_ name: String) -> String? {
            let text = form.text(name)
            return text.isEmpty ? nil : text
        }
        registration.name = form.text("name")
        registration.redirectURIs = list("redirect_uris")
        registration.postLogoutRedirectURIs = list("post_logout_redirect_uris")
        registration.backchannelLogoutURI = one("backchannel_logout_uri")
        registration.policyURI = one("policy_uri")
        registration.supportURI = one("support_uri")
        registration.logoURI = one("logo_uri")
        registration.resources = list("resources")
        registration.usesResources = list("uses_resources")
        let hidden: Set<Client.GrantType> = [.assertion, .tokenExchange]
        let chosen = Set(form.all("grant_types").compactMap { Client.GrantType(rawValue: $0) })
        registration.grantTypes = registration.grantTypes.intersection(hidden).union(chosen.subtracting(hidden))
        let kept = registration.scopes.filter(hiddenScopes.contains)
        registration.scopes = form.all("scope").filter { !hiddenScopes.contains($0) } + kept
        _ = registration.signsIDTokens(with: form.text("algorithm"))
        registration.requirePKCE = form.all("pkce").contains("on")
        registration.needsBoundTokens = form.all("more").contains("dpop")
        registration.claimsInIDToken = form.all("more").contains("claims")
        registration.needsAccount = form.all("more").contains("account")
        registration.needsPushedRequests = form.all("more").contains("pushed")
    }
}
