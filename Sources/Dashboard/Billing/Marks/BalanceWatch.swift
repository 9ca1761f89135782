internal import Core
package import ProductKit
internal import SQL
internal import Web

/// Looks at every mark once a minute, and has the ID tell those who want to know once each time that a balance falls below it. Who may not see
/// that balance any more is not told: the ID decides it anew. Cost: four reads for each mark.
package struct BalanceWatch: Sendable {
    private let site: ProductSite

    package init(_ site: ProductSite) { self.site = site }

    /// Throws `SQLError`, and `Problem` where the ID refuses or does not answer: the next time tries again. A mark that fails holds up no
    /// other; the first error is thrown once all were looked at.
    package func work() async throws {
        let looked = try await site.database.readLong { tx in try tx.balanceMarks().map { (mark: $0, isBelow: try tx.isBelow($0)) } }
        try await looked.filter { $0.isBelow != $0.mark.isBelow }.tryAll { mark, isBelow in try await settle(mark, isBelow: isBelow) }
    }

    private func settle(_ mark: BalanceMark, isBelow: Bool) async throws {
        var changed = mark
        changed.isBelow = isBelow
        if isBelow {
            changed.crossings += 1
            try await tell(changed)
        }
        let settled = changed
        try await site.database.write { tx in
            // Whoever joined meanwhile stays.
            guard var now = try tx.balanceMarks(of: settled.account).first(where: { $0.id == settled.id }) else { return }
            now.isBelow = settled.isBelow
            now.crossings = settled.crossings
            try tx.update(now)
        }
    }

    private func tell(_ mark: BalanceMark) async throws {
        guard !mark.people.isEmpty else { return }
        var notice = ProductNotice(
            name: "\(mark.id) \(mark.crossings)", kind: "balance-low", account: mark.account, page: BillingPath.billing,
            people: mark.people)
        let audience = try await site.database.read { tx in try tx.payer(of: mark).map { try tx.audience(of: $0.0) } }
        guard let audience else { return }
        notice.audience = audience
        try await site.tell(notice)
    }
}
