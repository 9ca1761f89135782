internal import Access
internal import Core
internal import Directory
internal import Identity
internal import Language
internal import SQL
internal import Web

/// What a directory does with users, each in a transaction of its own: for requests, and for the operations of a bulk request.
struct UserWork: Sendable {
    let provisioner: Provisioner
    let site: ProvisioningSite

    func read(_ id: MemberID) async throws -> JSON {
        try await site.database.read { tx in try found(id, tx) }
    }

    func create(_ body: JSON) async throws -> JSON {
        let terms = try ProvisionedUser.Terms(ResourceReader(kind: .user).read(body))
        guard terms.email != nil else { throw Problem.invalidValue("“emails” is missing: the person is invited at an address.") }
        return try await site.change(by: provisioner) { tx, work in
            let (owners, delivery) = try met(terms, tx)
            try checkFree(terms.userName, for: nil, tx)
            let user = try work.provision(terms, owners: owners, delivery: delivery)
            if terms.isActive { try count(terms, tx) }
            return try found(user.id, tx)
        }
    }

    func replace(_ id: MemberID, _ body: JSON, expecting version: String?) async throws -> JSON {
        let said = try ResourceReader(kind: .user).read(body)
        return try await change(id, expecting: version) { _ in said }
    }

    func patch(_ id: MemberID, _ body: JSON, expecting version: String?) async throws -> JSON {
        let operations = try PatchOperation.list(body, in: .user)
        return try await change(id, expecting: version) { try Patch.apply(operations, to: $0, of: .user) }
    }

    func delete(_ id: MemberID, expecting version: String?) async throws {
        try await site.change(by: provisioner) { tx, work in
            try found(id, tx).check(version)
            try work.deprovision(id)
        }
    }

    private func change(
        _ id: MemberID, expecting version: String?, _ said: @escaping @Sendable (JSON) throws -> JSON
    ) async throws -> JSON {
        try await site.change(by: provisioner) { tx, work in
            guard let record = try UserRecords(token: provisioner.token, tx: tx).one(id) else { throw Problem.notFound }
            let before = try answer.whole(record, tx)
            try before.check(version)
            let old = record.attributes.setting("externalId", record.user?.terms.externalID.map(JSON.string))
                .setting("active", .bool(record.isActive))
            let new = try said(old)
            let terms = try ProvisionedUser.Terms(new["active"] == nil ? new.setting("active", old["active"]) : new)
            let isDead = try record.member == nil && terms.isActive && work.isInvitationDead(of: id)
            guard try new != old || ProvisionedUser.Terms(old) != terms || isDead else { return before }
            try checkFree(terms.userName, for: id, tx)
            guard record.member != nil || terms.email != nil else {
                throw Problem.invalidValue("“emails” is missing: the person has not arrived, and is invited at an address.")
            }
            let (owners, delivery) = try met(terms, tx)
            _ = try work.describe(id, terms, owners: owners, delivery: delivery)
            let isOther = terms.email?.canonical != record.user?.terms.email?.canonical || !record.isActive
            if record.member == nil, terms.isActive, isOther || isDead { try count(terms, tx) }
            return try found(id, tx)
        }
    }

    private var answer: UserAnswer { UserAnswer(issuer: site.issuer) }

    private func found(_ id: MemberID, _ tx: Transaction) throws -> JSON {
        guard let record = try UserRecords(token: provisioner.token, tx: tx).one(id) else { throw Problem.notFound }
        return try answer.whole(record, tx)
    }

    /// Who has the address, and how they read a mail.
    private func met(_ terms: ProvisionedUser.Terms, _ tx: Transaction) throws -> (AddressOwners, InvitationDelivery) {
        let known = try terms.email.map { try tx.candidates(for: $0.canonical) } ?? []
        let verified = known.first { $0.verified && $0.person.status == .active }?.person.id
        let delivery = InvitationDelivery(
            token: SystemRandom().token(), issuer: site.issuer, inviterName: nil, keyring: site.keyring)
        return (
            AddressOwners(people: known.map(\.person.id), verified: verified), delivery.read(by: known.first?.person.reader)
        )
    }

    /// A member whom no directory named is called by their main address.
    private func checkFree(_ userName: String, for id: MemberID?, _ tx: Transaction) throws {
        let others = try UserRecords(token: provisioner.token, tx: tx).called(userName).filter { $0.id != id }
        let isTaken = others.contains { $0.attributes["userName"]?.string?.isSameName(userName) == true }
        guard !isTaken else { throw AccessError.userNameTaken(userName) }
    }

    private func count(_ terms: ProvisionedUser.Terms, _ tx: Transaction) throws {
        guard let email = terms.email else { return }
        try tx.countInvitation(
            to: email, of: provisioner.token.account, by: provisioner.token.maker, site.limits, at: provisioner.now)
    }
}
