internal import Audit
package import Core
internal import Language
package import Outbox
internal import SQL

/// The data for the mail about a request that was denied.
package struct DenialMail: Sendable {
    package let recipient: Recipient
    package let personName: String
    package let deniedBy: String
    /// The full URL of the product.
    package let page: String

    package init(recipient: Recipient, personName: String, deniedBy: String, page: String) {
        self.recipient = recipient
        self.personName = personName
        self.deniedBy = deniedBy
        self.page = page
    }
}

extension Administration {
    /// Gives the person who asked one more grant, which must open what they asked for. Rules 1 and 2 hold as for every grant. Throws
    /// `alreadyAnswered` if somebody else answered first.
    package func approve(
        _ id: AccessRequestID, of account: AccountID, as productID: ProductID, giving terms: GrantTerms
    ) throws -> Member {
        let target = AccountInProduct(account: account, product: try product(productID))
        let (request, asking, _) = try open(id, target)
        let member = try give(terms, to: asking.id, of: account, as: productID)
        guard let area = target.product.area(request.area) else { throw AccessError.notFound }
        guard decide(member, .view, .area(area.id), in: target.product, at: now).isPermitted else {
            throw AccessError.roleDoesNotOpen(try known(terms.role, in: account, target.product), area)
        }
        try answer(request, .approved, note: nil, .accessApproved)
        return member
    }

    /// Leaves everything as it is, and tells the person by mail; `mail` makes it in this transaction, and is nil for somebody without an
    /// address.
    package func deny(
        _ id: AccessRequestID, of account: AccountID, as productID: ProductID, note: Note?,
        mail: (PersonID) throws -> DenialMail?
    ) throws {
        let target = AccountInProduct(account: account, product: try product(productID))
        let (request, member, authority) = try open(id, target)
        try MembershipRules.checkChange(of: member, in: target.product, by: authority, at: now)
        try answer(request, .denied, note: note, .accessDenied)
        guard let mail = try mail(request.person), let area = target.product.area(request.area), let account = try tx.account(account)
        else { return }
        let facts: KeyValuePairs<String, any PhraseArgument> = [
            "area": area.title, "account": account.name, "product": target.product.name, "person": mail.deniedBy,
        ]
        let quoted = note.map { Phrase("denied-mail.note", ["person": mail.deniedBy, "note": $0.text]) }
        let letter = Letter(
            Phrase("denied-mail.subject", facts),
            [Phrase("granted-mail.greeting", ["person": mail.personName]), Phrase("denied-mail.denied", facts)]
                + (quoted.map { [$0] } ?? []),
            action: (Phrase("granted-mail.open", ["product": target.product.name]), mail.page),
            ending: [Phrase("granted-mail.reason", ["area": area.title])])
        try tx.send(letter.message(to: mail.recipient), at: now)
    }

    /// The request, whoever asked, and by which authority the actor may answer it.
    private func open(
        _ id: AccessRequestID, _ target: AccountInProduct
    ) throws -> (request: AccessRequest, member: Member, authority: MembershipRules.Authority) {
        let authority = try authorize(.manage, .people, in: target.account, target.product)
        guard let request = try tx.accessRequest(id, in: target),
            let member = try tx.member(request.person, in: target.account, product: target.product.id)
        else { throw AccessError.notFound }
        guard request.isOpen(for: member, in: target.product, at: now) else { throw AccessError.alreadyAnswered }
        return (request, member, authority)
    }

    private func answer(_ request: AccessRequest, _ verdict: AccessRequest.Verdict, note: Note?, _ action: AuditAction) throws {
        let written = try tx.run(
            """
            UPDATE access_requests SET answer = \(verdict), answered_at = \(now), answered_by = \(actor.person), note = \(note?.text)
            WHERE id = \(request.id) AND answer IS NULL
            """)
        guard written == 1 else { throw AccessError.alreadyAnswered }
        try record(
            action, on: request.id.text, account: request.account,
            ["person": request.person.text, "product": request.product.rawValue, "area": request.area.rawValue])
    }
}
