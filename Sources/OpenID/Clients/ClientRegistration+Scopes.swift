internal import Core
internal import Language

extension ClientRegistration {
    /// What is wrong with what it may ask for.
    var mistakesOfScopes: [FieldError] {
        let unknown = scopes.filter { !Scope.known.contains($0) }.map { scope in
            FieldError(
                "scope", .english("There is no scope '\(scope)'. There are \(Scope.known.joined(separator: ", ")).")
            )
        }
        guard scopes.contains(Scope.writeBilling), !isBillingProgram else { return unknown }
        let message =
            "\(Scope.writeBilling) is for a client of its own: with client_credentials alone, no other scope, no product and no account."
        return unknown + [FieldError("scope", .english(message))]
    }

    /// A program of the operator's, of no account and no product, and for nothing else.
    private var isBillingProgram: Bool {
        scopes == [Scope.writeBilling] && grantTypes == [.clientCredentials] && product == nil && account == nil && project == nil
    }
}
