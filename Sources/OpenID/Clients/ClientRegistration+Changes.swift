internal import JOSE

extension ClientRegistration {
    /// From now on its ID tokens are signed so. Returns false for an algorithm that is not known.
    package mutating func signsIDTokens(with name: String) -> Bool {
        guard let algorithm = Algorithm(rawValue: name) else { return false }
        idTokenAlgorithm = algorithm
        return true
    }

    /// The client with these properties; what is not registered stays.
    package func applied(to client: Client) -> Client {
        var changed = client
        changed.name = name
        changed.firstParty = firstParty
        changed.grantTypes = grantTypes
        changed.scopes = scopes
        changed.redirectURIs = redirectURIs
        changed.postLogoutRedirectURIs = postLogoutRedirectURIs
        changed.backchannelLogoutURI = backchannelLogoutURI
        changed.idTokenAlgorithm = idTokenAlgorithm
        changed.requirePKCE = requirePKCE
        changed.claimsInIDToken = claimsInIDToken
        changed.needsAccount = needsAccount
        changed.needsBoundTokens = needsBoundTokens
        changed.resources = resources
        changed.usesResources = usesResources
        changed.exchangesFrom = exchangesFrom
        changed.policyURI = policyURI
        changed.supportURI = supportURI
        changed.logoURI = logoURI
        changed.needsPushedRequests = needsPushedRequests
        changed.product = product
        changed.account = account
        if let keys, keys != client.assertionKeys {
            changed.assertionKeys = keys
            // Keys by which a product vouches for its people are not those by which it says who it is.
            if !changed.grantTypes.contains(.assertion) {
                changed.secretHash = nil
                changed.oldSecretHash = nil
            }
        }
        return changed
    }
}

extension Client {
    package var idTokenAlgorithmName: String { idTokenAlgorithm.rawValue }
}
