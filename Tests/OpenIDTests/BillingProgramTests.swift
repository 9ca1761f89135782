import Core
import Language
import OpenID
import Testing

/// No account and no person gives `billing.write`, whatever is asked for.
@Suite("Clients that may book what accounts are billed")
struct BillingProgramTests {
    private static let account = AccountID(at: Timestamp(seconds: 1))

    @Test("It is a client of its own: with client_credentials alone, no other scope, no product and no account")
    func alone() throws {
        let good = ClientRegistration(name: "Finance", grantTypes: [.clientCredentials], scopes: [Scope.writeBilling])
        let made = try good.client(at: Timestamp(seconds: 1)).client
        #expect(made.isByCommandAlone && !made.isAccessKey)
        var wrong: [ClientRegistration] = [
            .accessKey(
                "Key", account: Self.account, project: ProjectID(at: Timestamp(seconds: 1)), product: "dashboard",
                scopes: [Scope.writeBilling]),
            .accessKey("Key", account: Self.account, project: nil, product: "mail", scopes: [Scope.writeBilling]),
            ClientRegistration(name: "Both", grantTypes: [.clientCredentials], scopes: [Scope.writeBilling, Scope.manageClients]),
        ]
        var product = good
        product.product = "dashboard"
        var person = ClientRegistration.relyingParty("App", redirectURIs: ["https://app.example/cb"])
        person.scopes = [Scope.writeBilling]
        var device = good
        device.grantTypes = [.clientCredentials, .deviceCode]
        wrong += [product, person, device]
        for registration in wrong {
            let refusal = #expect(throws: Problem.self) { try registration.check() }
            #expect(refusal?.fields.contains { $0.field == "scope" } == true, "\(registration.name)")
        }
    }
}
