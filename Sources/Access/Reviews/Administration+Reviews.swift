internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Notes that the actor looked at a finding about a member and left it as it is. Nobody reviews themselves.
    package func keep(_ id: MemberID, despite finding: ReviewFinding, in account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        guard case .person(let person) = actor, let member = try tx.member(id, of: account), member.product == product.id else {
            throw AccessError.notFound
        }
        guard member.person != person else { throw AccessError.ownReview }
        // Rule 2: whoever may not change an administrator does not wave them through either, and nobody beforehand.
        try MembershipRules.checkChange(of: member, in: product, by: authority, at: now)
        if finding == .administratorWithOneFactor, member.administratorRole(in: product, at: now) == nil { throw AccessError.notFound }
        try tx.run(
            """
            INSERT INTO reviewed_members (member_id, finding, reviewed_by, reviewed_at)
            VALUES (\(id), \(finding.rawValue), \(person), \(now))
            ON CONFLICT (member_id, finding) DO UPDATE SET reviewed_by = EXCLUDED.reviewed_by, reviewed_at = EXCLUDED.reviewed_at
            """)
        try record(
            .memberReviewed, on: id.text, account: account,
            ["person": member.person.text, "product": product.id.rawValue, "finding": finding.rawValue])
        return member
    }
}
