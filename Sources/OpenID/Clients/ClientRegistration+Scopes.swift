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
        let isAlone = scopes.count == 1 && grantTypes == [.clientCredentials] && account == nil && project == nil
        let wrong: [String] = [
            scopes.contains(Scope.writeBilling) && !(isAlone && product == nil)
                ? "\(Scope.writeBilling) is for a client of its own: with client_credentials alone, no other scope, no product and no account."
                : nil,
            scopes.contains(Scope.manageCatalog) && !(isAlone && product != nil)
                ? "\(Scope.manageCatalog) is for a client of a product: with client_credentials alone, no other scope and no account."
                : nil,
        ].compactMap(\.self)
        return unknown + wrong.map { FieldError("scope", .english($0)) }
    }
}
