internal import Audit
package import Core
internal import Language
package import Outbox
internal import SQL

extension Administration {
    /// Asks the people who manage members for access to an area, by mail. `recipients` returns those of the given `roleHolders` who have an
    /// address, and runs in this transaction. Returns the request, and how many people were asked. Throws `.alreadyAsked` within a day of the
    /// same request.
    package func requestAccess(
        to areaID: AreaID, in accountID: AccountID, product productID: ProductID, recipients: ([PersonID]) throws -> [Recipient],
        mail: AccessRequestMail
    ) throws -> (id: AccessRequestID, asked: Int) {
        let product = try self.product(productID)
        guard case .person(let person) = actor, let account = try tx.account(accountID), let area = product.area(areaID),
            let member = try tx.member(person, in: accountID, product: productID), member.status == .active
        else { throw AccessError.notFound }
        let request = try insertRequest(person, account, product, area)
        let recipients = try recipients(tx.roleHolders(in: account.id, product, besides: person, at: now))
        let roles = member.roles(in: product, at: now)
        let letter = letter(mail, request, account: account, product: product, area: area, roles: roles)
        for recipient in recipients { try tx.send(letter.message(to: recipient), at: now) }
        try record(
            .accessRequested, on: request.text, account: account.id,
            ["person": person.text, "product": product.id.rawValue, "area": area.id.rawValue])
        return (request, recipients.count)
    }

    private func insertRequest(_ person: PersonID, _ account: Account, _ product: Product, _ area: Area) throws -> AccessRequestID {
        let id = AccessRequestID(at: now)
        let written = try tx.run(
            """
            INSERT INTO access_requests (id, account_id, product, person_id, area, created_at)
            VALUES (\(id), \(account.id), \(product.id), \(person), \(area.id), \(now))
            ON CONFLICT (account_id, product, person_id, area) DO UPDATE SET id = excluded.id, created_at = excluded.created_at,
                answer = NULL, answered_at = NULL, answered_by = NULL, note = NULL
            WHERE access_requests.created_at <= \(now - AccessRequest.pause)
            """)
        guard written == 1 else { throw AccessError.alreadyAsked }
        return id
    }

    private func letter(
        _ mail: AccessRequestMail, _ request: AccessRequestID, account: Account, product: Product, area: Area, roles: [Role]
    ) -> Letter {
        let titles = Phrase.all(roles.map(\.title))
        let needed = Phrase.any(product.roles(that: .view, in: area.id).map(\.title))
        return Letter(
            Phrase("access-request-mail.subject", ["person": mail.personName, "area": area.title, "account": account.name]),
            [
                Phrase(
                    "access-request-mail.request",
                    [
                        "person": mail.personName, "address": mail.personEmail, "area": area.title, "account": account.name,
                        "product": product.name,
                    ]),
                roles.isEmpty
                    ? Phrase("access-request-mail.no-role", ["area": area.title, "needed": needed])
                    : Phrase("access-request-mail.roles", ["role": titles, "count": roles.count, "area": area.title, "needed": needed]),
            ],
            action: ("access-request-mail.answer", mail.page(request)),
            ending: [Phrase("access-request-mail.reason", ["account": account.name])])
    }
}
