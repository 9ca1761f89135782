internal import Access
internal import Audit
internal import Core
internal import IDSite
internal import Language
internal import SQL
internal import Transition
internal import Web

/// What is answered to an account that asks to move on another day. One transaction, with its event; the mail follows.
enum AccountDayActs {
    /// The field with the day that the page showed: a question that was changed meanwhile is not answered unseen.
    static let shown = "shown"

    static func register(on routes: Routes<JoinSite>) {
        routes.post(MovePath.agreement, as: MayDecide<MovesArea>.self, agree)
        routes.post(MovePath.refusal, as: MayDecide<MovesArea>.self, decline)
    }

    @Sendable static func agree(_ proof: MayDecide<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let (product, account) = try request.parameters(of: MovePath.agreement)
        let written = request.form.text("day")
        let other = written.isEmpty ? nil : request.reader.zone.start(of: written)
        guard written.isEmpty || other != nil else {
            return .redirect(MovePath.move(product), notice: .warning("operator.day-unfit"))
        }
        return try await act(product, account, proof, request, site) { tx, product, actor, now in
            let day = try tx.agree(to: other, for: account, in: product, by: actor, at: now)
            return Phrase("operator.day-was-agreed", ["day": day.agreed.map { Phrase.day($0) } ?? ""])
        }
    }

    @Sendable static func decline(_ proof: MayDecide<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let (product, account) = try request.parameters(of: MovePath.refusal)
        return try await act(product, account, proof, request, site) { tx, product, actor, now in
            _ = try tx.decline(account, in: product, by: actor, at: now)
            return "operator.day-was-declined"
        }
    }

    private static func act(
        _ name: String, _ account: AccountID, _ proof: MayDecide<MovesArea>, _ request: WebRequest, _ site: JoinSite,
        _ body: @escaping @Sendable (Transaction, ProductID, AuditEvent.Actor, Timestamp) throws -> Phrase
    ) async throws -> WebResponse {
        guard let product = site.id.catalog[ProductID(rawValue: name)]?.id else { throw Problem.notFound }
        let now = request.time
        let seen = request.form.text(shown)
        let notice = try await proof.write(in: site.id) { tx, actor -> Notice in
            guard let day = try tx.accountDay(of: account, in: product), day.isWaiting, day.asked?.rfc3339 == seen else {
                return .info("operator.day-over")
            }
            do { return .good(try body(tx, product, actor, now)) } catch AccountDayError.unfitDay { return .warning("operator.day-unfit") }
        }
        return .redirect(MovePath.move(name), notice: notice)
    }
}
