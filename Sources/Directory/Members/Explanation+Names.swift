package import Access
internal import Identity
package import Language
package import SQL

extension Explanation {
    /// The words for whoever manages people and sees those projects, with the names of whoever gave the grant, of its group and of the project
    /// through which it reaches another.
    package func toManagers(in target: AccountInProduct, seeing seen: ProjectScope, _ tx: Transaction) throws -> Phrase {
        let giver = try decision.grant?.origin.giver.flatMap { try tx.person($0)?.name }
        let group = try decision.grant?.group.flatMap { try tx.group($0, of: target.account, product: target.product.id)?.name }
        let through = try self.through.flatMap { seen.contains($0) ? try tx.project($0)?.name : nil }
        return toManagers(giver: giver.map { .text($0) }, group: group.map { .text($0) }, through: through.map { .text($0) })
    }
}
