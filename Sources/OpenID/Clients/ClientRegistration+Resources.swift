internal import Core
internal import Language

extension ClientRegistration {
    /// What is wrong with the APIs, the exchanges and the addresses for people.
    var mistakesOfResources: [FieldError] {
        var errors: [FieldError] = []
        for uri in resources + usesResources where !Self.isResource(uri) {
            errors.append(FieldError("resources", .english("\(uri): a resource is an address with https or urn, without a fragment.")))
        }
        if !resources.isEmpty, kind == .public {
            errors.append(FieldError("resources", .english("A public client serves no API: it could not ask about tokens.")))
        }
        if grantTypes.contains(.tokenExchange) {
            if exchangesFrom.isEmpty {
                errors.append(FieldError("exchanges_from", .english("Say whose tokens it may exchange.")))
            }
            // Our own clients manage for people without a scope: an exchanged token would be wider than the one before.
            if firstParty || kind == .public {
                errors.append(FieldError("grant_types", .english("Only a confidential client of others exchanges tokens.")))
            }
        } else if !exchangesFrom.isEmpty {
            errors.append(FieldError("exchanges_from", .english("Give it the grant token-exchange too.")))
        }
        for (field, uri) in [("policy_uri", policyURI), ("support_uri", supportURI), ("logo_uri", logoURI)] {
            guard let uri, RedirectURI.mistake(in: uri, publicClient: false) != nil || uri.utf8.count > 500 else { continue }
            errors.append(FieldError(field, .english("\(uri): give an https address, 500 bytes at most.")))
        }
        if let logoURI,
            logoURI.utf8.contains(where: { [UInt8(ascii: "?"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "'")].contains($0) })
        {
            errors.append(FieldError("logo_uri", .english("\(logoURI): give the plain address of a picture, without a question.")))
        }
        return errors
    }

    /// An absolute address without a fragment (RFC 8707 section 2) and without spaces.
    private static func isResource(_ uri: String) -> Bool {
        let fits = uri.utf8.allSatisfy { (33...126).contains($0) } && !uri.contains("#") && uri.utf8.count <= 300
        return fits && (uri.hasPrefix("https://") || uri.hasPrefix("http://localhost") || uri.hasPrefix("urn:"))
            && !uri.hasPrefix("urn:lanyard:")
    }
}
