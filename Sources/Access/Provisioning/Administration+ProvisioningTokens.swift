internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Makes a token for a directory. `role` is what newcomers get: never the Administrator role, which is given to people by name.
    package func makeProvisioningToken(
        _ secret: Secret<String>, in account: AccountID, as productID: ProductID, role: RoleID?
    ) throws -> ProvisioningToken {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        if case .directory = authority { throw AccessError.notFound }
        if let role {
            let role = try known(role, in: account, product)
            guard !role.isAdministrator else { throw AccessError.notForDirectories(role) }
            // What a directory could not change it does not give either.
            if role.managesPeople(of: product), !authority.isAdministrator { throw AccessError.notForDirectories(role) }
        }
        guard try tx.provisioningTokens(of: account, product: product.id).count < ProvisioningToken.most else {
            throw AccessError.tooManyProvisioningTokens(ProvisioningToken.most)
        }
        let token = ProvisioningToken(
            id: ProvisioningTokenID(at: now), account: account, product: product.id, role: role, maker: actor.person, createdAt: now,
            lastUsedAt: nil)
        try tx.insert(token, hash: TokenHash(secret.exposed, purpose: .provisioning))
        try record(
            .provisioningTokenMade, on: token.id.text, account: account, ["product": product.id.rawValue, "role": role?.rawValue ?? ""])
        return token
    }

    package func revokeProvisioningToken(_ id: ProvisioningTokenID, of account: AccountID, as productID: ProductID) throws {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        if case .directory = authority { throw AccessError.notFound }
        guard try tx.revoke(id, of: account, product: product.id, at: now) else { throw AccessError.notFound }
        try record(.provisioningTokenRevoked, on: id.text, account: account, ["product": product.id.rawValue])
    }
}
