internal import Audit
package import Core
internal import SQL

/// What an account has to do with a member's way back in without their second factor.
extension Administration {
    /// Checks that the actor may let the member in without their second factor, and returns the member: for an administrator, about
    /// somebody else who is active here.
    package func recoverable(_ id: MemberID, of account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        guard let member = try tx.member(id, of: account), member.product == product.id else { throw AccessError.notFound }
        guard case .member(let own, let acting, _) = authority else { throw AccessError.notFound }
        guard own.id != member.id else { throw AccessError.ownRole }
        guard authority.isAdministrator else {
            throw AccessError.leftToAdministrators(try firstRole(of: product), held: acting)
        }
        guard member.status == .active, try tx.maySignIn(member.person) else { throw AccessError.notFound }
        return member
    }

    /// Closes every account of the person but this one, until an administrator there or the operator lets them in. For the server only.
    /// Returns the memberships that were closed.
    package func hold(_ person: PersonID, besides account: AccountID) throws -> [Member] {
        guard actor == .system else { throw AccessError.notFound }
        let held = try tx.memberships(of: person).filter { $0.account != account && $0.heldAt == nil }
        for var member in held {
            member.heldAt = now
            try tx.update(member)
            try record(
                .memberHeld, on: member.id.text, account: member.account,
                ["person": person.text, "product": member.product.rawValue])
        }
        return held
    }
}
