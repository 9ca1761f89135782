internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Creates an account in the products. The first person, if given, becomes the administrator in each product. For the operator and the
    /// import only.
    package func openAccount(named name: String, products: [ProductID], first person: PersonID? = nil) throws -> Account {
        try requireOperator()
        let account = Account(id: AccountID(at: now), name: try acceptable(name), createdAt: now)
        try tx.insert(account)
        try record(.accountOpened, on: account.id.text, account: account.id, ["name": account.name])
        for id in products {
            try tx.give(product(id).id, to: account.id)
            if let person { try addMember(person, to: account.id, product: id, role: firstRole(of: product(id)).id) }
        }
        return account
    }

    /// Adds a product to an account. For the operator and the import only.
    package func give(_ product: ProductID, to account: AccountID) throws {
        try requireOperator()
        guard try tx.account(account) != nil else { throw AccessError.notFound }
        try tx.give(self.product(product).id, to: account)
        try record(.accountProductAdded, on: account.text, account: account, ["product": product.rawValue])
    }

    /// Adds a product to an account, with its first administrator there (rule 1). For the operator only.
    package func give(_ product: ProductID, to account: AccountID, first person: PersonID) throws {
        try give(product, to: account)
        try addMember(person, to: account, product: product, role: firstRole(of: self.product(product)).id)
    }

    /// Needs the right to manage the area that governs the account (Settings).
    package func rename(_ account: AccountID, to name: String, as product: ProductID) throws -> Account {
        try authorize(.manage, .account, in: account, self.product(product))
        guard var changed = try tx.account(account) else { throw AccessError.notFound }
        let before = changed.name
        changed.name = try acceptable(name)
        guard changed.name != before else { return changed }
        try tx.run("UPDATE accounts SET name = \(changed.name) WHERE id = \(account)")
        try record(.accountRenamed, on: account.text, account: account, changes: ["name": AuditEvent.Change(before, changed.name)])
        return changed
    }

    /// From then on (from now on, if nil) a token for the account needs two proved factors, or no longer does. What was given with one is dead
    /// at its next use. For the operator only.
    package func setNeedsTwoFactors(_ needed: Bool, of account: AccountID) throws {
        try requireOperator()
        try set(needsTwoFactors: needed, from: nil, of: account)
    }

    /// The same by an administrator, whom the product knows; `from` is in the future.
    package func setNeedsTwoFactors(
        _ needed: Bool, from: Timestamp?, of account: AccountID, as productID: ProductID
    ) throws {
        try checkSetsPolicies(of: account, as: productID)
        if let from, from <= now { throw AccessError.endIsPast }
        try requireFreshProof(of: .change, in: account)
        try set(needsTwoFactors: needed, from: needed ? from : nil, of: account)
    }

    /// Sets what the account asks of everybody. `setter` is how the actor signed in: nobody shuts themselves out. nil for the operator.
    package func set(_ policies: AccountPolicies, of account: AccountID, as productID: ProductID?, signedIn setter: SignInFacts?) throws {
        if let productID { try checkSetsPolicies(of: account, as: productID) } else { try requireOperator() }
        guard var changed = try tx.account(account) else { throw AccessError.notFound }
        let before = changed.policies
        guard policies != before else { return }
        try requireFreshProof(of: .change, in: account)
        let unknown = policies.networks.first { Network($0) == nil || $0.utf8.contains { byte in byte <= 32 } }
        if let unknown { throw AccessError.unknownNetwork(unknown) }
        if let hours = policies.hours, !(1...AccountPolicies.mostHours).contains(hours) { throw AccessError.hoursOutOfRange }
        guard policies.networks.count <= AccountPolicies.mostNetworks else { throw AccessError.tooManyNetworks }
        changed.policies = policies
        if let setter, let demand = changed.demand(of: setter, at: now), demand != .newer { throw AccessError.policyShutsOut(demand) }
        try tx.run(
            """
            UPDATE accounts SET sign_in_ways = \(policies.ways.rawValue), sign_in_hours = \(policies.hours),
                sign_in_networks = \(policies.networks.joined(separator: " ")), others_invite = \(policies.othersInvite),
                fresh_proof = \(policies.needsFreshProof)
            WHERE id = \(account)
            """)
        try record(
            .accountPoliciesChanged, on: account.text, account: account,
            changes: [
                "ways": AuditEvent.Change(before.ways.rawValue, policies.ways.rawValue),
                "hours": AuditEvent.Change(before.hours.map { "\($0)" }, policies.hours.map { "\($0)" }),
                "networks": AuditEvent.Change(before.networks.joined(separator: " "), policies.networks.joined(separator: " ")),
                "others_invite": AuditEvent.Change("\(before.othersInvite)", "\(policies.othersInvite)"),
                "fresh_proof": AuditEvent.Change("\(before.needsFreshProof)", "\(policies.needsFreshProof)"),
            ])
    }

    /// Throws unless the actor is an administrator who manages the account: they alone say how everybody signs in.
    package func checkSetsPolicies(of account: AccountID, as productID: ProductID) throws {
        try authorizeAdministrator(.account, in: account, self.product(productID))
    }

    private func set(needsTwoFactors needed: Bool, from: Timestamp?, of account: AccountID) throws {
        guard let before = try tx.account(account) else { throw AccessError.notFound }
        guard before.needsTwoFactors != needed || before.twoFactorsFrom != from else { return }
        try tx.run("UPDATE accounts SET needs_two_factors = \(needed), two_factors_from = \(from) WHERE id = \(account)")
        try record(
            .accountFactorsChanged, on: account.text, account: account,
            changes: [
                "needs_two_factors": AuditEvent.Change("\(before.needsTwoFactors)", "\(needed)"),
                "from": AuditEvent.Change(before.twoFactorsFrom?.rfc3339, from?.rfc3339),
            ])
    }

    func firstRole(of product: Product) throws -> Role {
        guard let role = product.firstRole else { throw AccessError.unknownProduct(product.id.rawValue) }
        return role
    }
}
