package import Access
internal import Identity
package import Language
package import SQL

extension Explanation {
    /// The words for whoever manages people, with the names of whoever gave the grant and of its group.
    package func toManagers(in target: AccountInProduct, _ tx: Transaction) throws -> Phrase {
        let giver = try decision.grant?.origin.giver.flatMap { try tx.person($0)?.name }
        let group = try decision.grant?.group.flatMap { try tx.group($0, of: target.account, product: target.product.id)?.name }
        return toManagers(giver: giver.map { .text($0) }, group: group.map { .text($0) })
    }
}
