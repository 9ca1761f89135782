internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Which billing accounts somebody may open: those in all of whose projects, of today and of any invoice, they see Billing.
struct BillingReader: Sendable {
    let account: Me.Account
    let visible: VisibleProjects

    static func of(_ proof: MayView<BillingArea>, _ site: ProductSite) async throws -> BillingReader {
        BillingReader(account: proof.account, visible: try await VisibleProjects.of(proof.member, site))
    }

    /// Whether they see Billing in every project of the account, of today and to come.
    var seesEveryProject: Bool { visible.isWhole && account.mayView(BillingArea.self, inAllOf: visible.projects.map(\.id)) }

    func open(in tx: Transaction) throws -> [BillingAccount] { try tx.billingAccounts(of: account.id).filter { try mayOpen($0, in: tx) } }

    /// Whether the balance of the account hides nothing from them. An account that nobody is billed for has one balance, of all its projects.
    func mayOpenAll(in tx: Transaction) throws -> Bool { try tx.billingAccounts(of: account.id).allSatisfy { try mayOpen($0, in: tx) } }

    /// Whether they see what the payer's balance is of.
    func mayOpen(_ payer: Payer, in tx: Transaction) throws -> Bool {
        try payer.billing.map { try mayOpen($0, in: tx) } ?? mayOpenAll(in: tx)
    }

    /// Whether the ID would tell them of it.
    func isAmong(_ audience: AreaAudience) -> Bool {
        switch audience {
        case .everybody: true
        case .everyProject: seesEveryProject
        case .projects(let ids): account.mayView(BillingArea.self, inAllOf: ids)
        }
    }

    /// A mark of a balance that they see.
    func mark(_ id: String, in tx: Transaction) throws -> BalanceMark {
        guard let mark = try tx.balanceMarks(of: account.id).first(where: { $0.id == id }), let (payer, _) = try tx.payer(of: mark),
            try mayOpen(payer, in: tx)
        else { throw Problem.notFound }
        return mark
    }

    func mayOpen(_ billing: BillingAccount, in tx: Transaction) throws -> Bool {
        guard billing.account == account.id else { return false }
        let numbers = try tx.projectsEverBilled(at: billing)
        // One that no project was billed at yet hides nothing from those alone who see them all.
        guard !numbers.isEmpty else { return seesEveryProject }
        let seen = visible.projects.filter { $0.number.map(numbers.contains) ?? false }
        return seen.count == numbers.count && account.mayView(BillingArea.self, inAllOf: seen.map(\.id))
    }

    /// What they may not open is as if it did not exist.
    func billing(_ id: String, in tx: Transaction) throws -> BillingAccount {
        guard let found = try tx.billingAccount(id), try mayOpen(found, in: tx) else { throw Problem.notFound }
        return found
    }

    func invoice(_ id: String, in tx: Transaction) throws -> (Invoice, BillingAccount) {
        guard let invoice = try tx.invoice(id) else { throw Problem.notFound }
        return (invoice, try billing(invoice.billingAccount, in: tx))
    }
}
