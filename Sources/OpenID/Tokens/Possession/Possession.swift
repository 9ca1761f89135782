package import Core
internal import JOSE
internal import SQL

extension OpenIDProvider {
    /// The value for the header `DPoP-Nonce`.
    package func possessionNonce(at now: Timestamp) -> String { DPoPNonce(keyring).current(at: now) }

    /// The thumbprint of the key that the request at the token endpoint proves; nil for none. Throws `use_dpop_nonce`, `invalid_dpop_proof`.
    func provedKey(_ header: PossessionHeader?, of client: Client, at now: Timestamp) async throws -> String? {
        guard let header else {
            guard client.needsBoundTokens else { return nil }
            throw OAuthError(.invalidDPoPProof, "This client gets tokens with a DPoP proof alone.")
        }
        let proof: DPoPProof
        do { proof = try DPoPProof(header, accessToken: nil, at: now) } catch {
            throw OAuthError(.invalidDPoPProof, "The DPoP proof is not readable, not of this request, or not of now.")
        }
        guard let nonce = proof.nonce, DPoPNonce(keyring).isGood(nonce, at: now) else {
            throw OAuthError(.useDPoPNonce, "Put the nonce of the header DPoP-Nonce into the proof.")
        }
        guard try await database.writeUnflushed({ try $0.use(proof.id, until: proof.expiresAt) }) else {
            throw OAuthError(.invalidDPoPProof, "The DPoP proof was used before.")
        }
        return proof.thumbprint
    }

    /// Whether a token is presented as it has to be: a bound one with a proof of its key, any other one without. Throws `BearerRefusal`.
    ///
    /// Cost: for a bound token a signature checked, and a write without an fsync, because a proof counts once.
    package func checkPossession(
        of token: AccessToken, _ text: Secret<String>, _ header: PossessionHeader?, isProved: Bool, at now: Timestamp
    ) async throws {
        guard let bound = token.boundTo else {
            guard !isProved else { throw BearerRefusal.invalid }
            return
        }
        guard isProved, let header else { throw BearerRefusal.invalid }
        let proof: DPoPProof
        do { proof = try DPoPProof(header, accessToken: text.exposed, at: now) } catch { throw BearerRefusal.wrongProof }
        guard constantTimeEqual(Array(proof.thumbprint.utf8), Array(bound.utf8)) else { throw BearerRefusal.wrongProof }
        let nonces = DPoPNonce(keyring)
        guard let nonce = proof.nonce, nonces.isGood(nonce, at: now) else { throw BearerRefusal.nonce(nonces.current(at: now)) }
        guard try await database.writeUnflushed({ try $0.use(proof.id, until: proof.expiresAt) }) else { throw BearerRefusal.wrongProof }
    }
}

/// A token as an API is given it: `Authorization: Bearer` or `Authorization: DPoP`.
package struct PresentedToken: Sendable {
    package let text: Secret<String>
    /// Whether it comes with a proof of a key.
    package let isProved: Bool

    /// nil for another scheme.
    package init?(authorization header: String) {
        if let bearer = BearerToken.read(header) {
            text = bearer
            isProved = false
            return
        }
        guard header.utf8.prefix(5).elementsEqual("dpop ".utf8, by: { $0 | 32 == $1 }),
            let token = BearerToken.read("Bearer" + header.dropFirst(4))
        else { return nil }
        text = token
        isProved = true
    }
}
