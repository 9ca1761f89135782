package import Core
internal import JOSE
internal import SQL

extension OpenIDProvider {
    /// The discovery document (OpenID Connect Discovery section 3). It is also the OAuth metadata (RFC 8414).
    package var configuration: [UInt8] {
        var writer = JSONWriter(reserving: 2048)
        writer.add("issuer", issuer)
        writer.add("authorization_endpoint", issuer + OpenIDPath.authorize.text)
        writer.add("token_endpoint", issuer + OpenIDPath.token.text)
        writer.add("jwks_uri", issuer + OpenIDPath.keys.text)
        writer.add("userinfo_endpoint", issuer + OpenIDPath.userInfo.text)
        writer.add("end_session_endpoint", issuer + OpenIDPath.logout.text)
        writer.add("revocation_endpoint", issuer + OpenIDPath.revocation.text)
        writer.add("introspection_endpoint", issuer + OpenIDPath.introspection.text)
        writer.add("response_types_supported", ["code"])
        writer.add("response_modes_supported", ["query", ResponseMode.formPost])
        writer.add("grant_types_supported", Client.GrantType.allCases.map(\.rawValue))
        writer.add("scopes_supported", Scope.known)
        writer.add("subject_types_supported", ["public"])
        writer.add("id_token_signing_alg_values_supported", ["RS256", "ES256", "EdDSA"])
        let methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
        let algorithms = ClientAssertion.algorithms.map(\.rawValue)
        writer.add("token_endpoint_auth_methods_supported", methods + ["none"])
        writer.add("token_endpoint_auth_signing_alg_values_supported", algorithms)
        writer.add("revocation_endpoint_auth_methods_supported", methods + ["none"])
        writer.add("revocation_endpoint_auth_signing_alg_values_supported", algorithms)
        writer.add("introspection_endpoint_auth_methods_supported", methods)
        writer.add("introspection_endpoint_auth_signing_alg_values_supported", algorithms)
        writer.add("pushed_authorization_request_endpoint", issuer + OpenIDPath.pushedRequest.text)
        writer.add("dpop_signing_alg_values_supported", DPoPProof.algorithms.map(\.rawValue))
        writer.add("device_authorization_endpoint", issuer + OpenIDPath.deviceAuthorization.text)
        writer.add("require_pushed_authorization_requests", false)
        writer.add("code_challenge_methods_supported", ["S256"])
        writer.add("acr_values_supported", AuthenticationContext.allCases.map(\.rawValue))
        writer.add("prompt_values_supported", ["none", "login", "consent", "select_account"])
        writer.add(
            "claims_supported",
            [
                "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "account", "roles", "groups",
            ] + StandardClaims.all)
        writer.add("claims_parameter_supported", true)
        writer.add("request_parameter_supported", false)
        writer.add("request_uri_parameter_supported", false)
        writer.add("authorization_response_iss_parameter_supported", true)
        writer.add("backchannel_logout_supported", true)
        writer.add("backchannel_logout_session_supported", true)
        return writer.finished()
    }
}

extension OpenIDProvider {
    /// The metadata of security events that are pushed (RFC 8935) to the receivers that the operator registers; there is no stream to manage.
    package var sharedSignalsConfiguration: [UInt8] {
        var writer = JSONWriter()
        writer.add("spec_version", "1_0")
        writer.add("issuer", issuer)
        writer.add("jwks_uri", issuer + OpenIDPath.keys.text)
        writer.add("delivery_methods_supported", ["urn:ietf:rfc:8935"])
        writer.add("critical_subject_members", ["user"])
        writer.add("default_subjects", "ALL")
        return writer.finished()
    }

    /// The metadata of this server's own API, which takes the tokens of this issuer (RFC 9728 section 2).
    package var protectedResource: [UInt8] {
        var writer = JSONWriter()
        writer.add("resource", issuer)
        writer.add("authorization_servers", [issuer])
        writer.add("scopes_supported", [Scope.openid, Scope.profile, Scope.email, Scope.manage, Scope.evaluate])
        writer.add("bearer_methods_supported", ["header"])
        writer.add("dpop_signing_alg_values_supported", DPoPProof.algorithms.map(\.rawValue))
        writer.add("resource_name", "Lanyard API")
        return writer.finished()
    }

    /// Where the metadata is that a refusal names (RFC 9728 section 5.1).
    package var resourceMetadata: String { issuer + OpenIDPath.protectedResource.text }

    /// The key set's JSON (RFC 7517 section 5). Throws `SQLError`, `Keyring.Unreadable`.
    ///
    /// Keys of the kind OKP are in it only where a registered client has ID tokens signed by one: some libraries fail at a kind that they do
    /// not know.
    package func keySet(at now: Timestamp) async throws -> [UInt8] {
        let set = try await keys.keySet(at: now)
        let usesEdDSA = try await database.read { tx in
            try tx.first("SELECT id FROM clients WHERE id_token_algorithm = 'EdDSA' AND revoked_at IS NULL LIMIT 1") != nil
        }
        return usesEdDSA ? set.json : set.without(.edDSA).json
    }
}
