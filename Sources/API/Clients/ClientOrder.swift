internal import Core
internal import OpenID
internal import Web

extension JSONObject {
    /// Reads the metadata of a client (RFC 7591 section 2, and members of our own) into the registration. What is left out stays as it is.
    mutating func read(into registration: inout ClientRegistration, isNew: Bool) {
        if let grants = optionalTexts("grant_types", max: 20) {
            let known = grants.compactMap(Client.GrantType.init(rawValue:))
            if known.count < grants.count {
                refuse("grant_types", "“grant_types” are: \(Client.GrantType.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            if known.contains(.assertion) {
                refuse("grant_types", "“\(Client.GrantType.assertion.rawValue)” is given by command alone.")
            }
            registration.grantTypes = Set(known)
        }
        if let scope = optionalText("scope", max: 2000) {
            registration.scopes = scope.split(separator: " ").map(String.init)
            for reserved in Scope.byCommandAlone.sorted() + [Scope.readMessages] where registration.scopes.contains(reserved) {
                refuse("scope", "“\(reserved)” is given by command alone.")
            }
        }
        registration.redirectURIs = optionalTexts("redirect_uris", max: 100) ?? registration.redirectURIs
        registration.postLogoutRedirectURIs = optionalTexts("post_logout_redirect_uris", max: 100) ?? registration.postLogoutRedirectURIs
        registration.resources = optionalTexts("resources", max: 20) ?? registration.resources
        registration.usesResources = optionalTexts("uses_resources", max: 20) ?? registration.usesResources
        if let others = optionalTexts("exchanges_from", max: 20) {
            registration.exchangesFrom = others.compactMap { ClientID($0) }
            if registration.exchangesFrom.count < others.count { refuse("exchanges_from", "“exchanges_from” are ids of clients.") }
        }
        readAddresses(into: &registration)
        readAuthentication(into: &registration, isNew: isNew)
        registration.requirePKCE = optionalFlag("require_pkce") ?? registration.requirePKCE
        registration.claimsInIDToken = optionalFlag("claims_in_id_token") ?? registration.claimsInIDToken
        registration.needsAccount = optionalFlag("needs_account") ?? registration.needsAccount
        registration.needsBoundTokens = optionalFlag("dpop_bound_access_tokens") ?? registration.needsBoundTokens
        registration.needsPushedRequests = optionalFlag("require_pushed_authorization_requests") ?? registration.needsPushedRequests
        // The client of a product asks and says where its people sign in.
        if has("product"), optionalText("product", max: 64) != registration.product {
            refuse("product", "“product” is given by command alone.")
        }
        if has("account") {
            let text = optionalText("account", max: 64)
            registration.account = text.flatMap { AccountID($0) }
            if text != nil, registration.account == nil { refuse("account", "“account” is the id of an account.") }
        }
        guard let algorithm = optionalText("id_token_signed_response_alg", max: 20) else { return }
        if !registration.signsIDTokens(with: algorithm) {
            refuse("id_token_signed_response_alg", "ID tokens are signed with RS256, ES256 or EdDSA.")
        }
    }

    private mutating func readAddresses(into registration: inout ClientRegistration) {
        if has("backchannel_logout_uri") { registration.backchannelLogoutURI = optionalText("backchannel_logout_uri", max: 500) }
        if has("policy_uri") { registration.policyURI = optionalText("policy_uri", max: 500) }
        if has("support_uri") { registration.supportURI = optionalText("support_uri", max: 500) }
        if has("logo_uri") { registration.logoURI = optionalText("logo_uri", max: 500) }
    }

    /// How the client says who it is. Its kind never changes.
    private mutating func readAuthentication(into registration: inout ClientRegistration, isNew: Bool) {
        let method = optionalText("token_endpoint_auth_method", max: 40)
        let keys = value("jwks").flatMap { $0 == .null ? nil : $0 }
        if let keys { registration.keys = String(decoding: keys.bytes, as: UTF8.self) }
        switch method {
        case nil: break
        case "none" where isNew: registration.kind = .public
        case "none" where registration.kind == .public: break
        case "client_secret_basic" where keys == nil && (isNew || registration.keys == nil),
            "client_secret_post" where keys == nil && (isNew || registration.keys == nil):
            break
        case "private_key_jwt" where registration.keys != nil: break
        default:
            refuse(
                "token_endpoint_auth_method",
                "“token_endpoint_auth_method” is client_secret_basic, client_secret_post, none, or private_key_jwt with “jwks”; "
                    + "a client that was registered changes it by “jwks” or a new secret.")
        }
    }
}

extension Client {
    /// Without its secret.
    var json: JSON {
        let method =
            switch authentication {
            case .none: "none"
            case .secret: "client_secret_basic"
            case .key: "private_key_jwt"
            }
        func texts(_ list: [String]) -> JSON { .array(list.map { .string($0) }) }
        return [
            "client_id": .string(id.text), "client_name": .string(name), "token_endpoint_auth_method": .string(method),
            "grant_types": texts(grantTypes.map(\.rawValue).sorted()), "scope": .string(scopes.joined(separator: " ")),
            "redirect_uris": texts(redirectURIs), "post_logout_redirect_uris": texts(postLogoutRedirectURIs),
            "backchannel_logout_uri": .text(backchannelLogoutURI), "id_token_signed_response_alg": .string(idTokenAlgorithmName),
            "require_pkce": .bool(requirePKCE), "claims_in_id_token": .bool(claimsInIDToken), "needs_account": .bool(needsAccount),
            "dpop_bound_access_tokens": .bool(needsBoundTokens), "resources": texts(resources), "uses_resources": texts(usesResources),
            "exchanges_from": texts(exchangesFrom.map(\.text)), "policy_uri": .text(policyURI), "support_uri": .text(supportURI),
            "logo_uri": .text(logoURI), "require_pushed_authorization_requests": .bool(needsPushedRequests),
            "jwks": assertionKeys.flatMap { try? JSON(reading: Array($0.utf8)) } ?? .null, "first_party": .bool(firstParty),
            "product": .text(product), "account": .text(account?.text), "created_at": .string(createdAt.rfc3339),
        ]
    }
}
