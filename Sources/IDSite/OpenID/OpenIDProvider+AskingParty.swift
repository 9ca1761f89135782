internal import Core
package import Identity
package import OpenID
package import Web

extension OpenIDProvider {
    /// The relying party whose flow the path belongs to, for the sign-in pages; nil if the path is not a valid authorization request.
    package func askingParty(of path: LocalPath, products: [ProductPlace]) async throws -> AskingParty? {
        let prefix = OpenIDPath.authorize.text + "?"
        guard path.text.hasPrefix(prefix), let parameters = Parameters(encoded: String(path.text.dropFirst(prefix.count))) else {
            return nil
        }
        let asked: AuthorizationRequest
        do { asked = try await checked(parameters) } catch is AuthorizationRefusal { return nil }
        let product = asked.client.product
        var party = AskingParty(
            name: products.first { $0.id == product }?.brand.name ?? asked.client.name, product: product,
            redirectOrigin: asked.client.firstParty ? RedirectURI.policySource(of: asked.redirectURI) : nil, hint: asked.loginHint,
            locales: asked.parameters["ui_locales"])
        party.needsTwoFactors = asked.needsTwoFactors
        return party
    }
}
