internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// A member who may change suppressions, and the one of the path, which is one of their account.
struct ManagedSuppression: Proof {
    let member: MayManage<SuppressionsArea>
    let suppression: Suppression

    static func establish(_ request: WebRequest, in site: ProductSite) async throws -> ManagedSuppression {
        let member = try await MayManage<SuppressionsArea>.establish(request, in: site)
        let id = try request.parameters(of: SuppressionPath.removal)
        let account = member.account.id
        guard let found = try await site.database.read({ tx in try tx.suppression(id, of: account) }) else { throw Problem.notFound }
        return ManagedSuppression(member: member, suppression: found)
    }
}

/// Taking an address off the list, with the reason, which is kept.
enum SuppressionRemovalPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(SuppressionPath.removal, as: ManagedSuppression.self) { proof, request, site in page(proof, request, site) }
        routes.post(SuppressionPath.removal, as: ManagedSuppression.self, remove)
    }

    private static func page(
        _ proof: ManagedSuppression, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let form = sent.focusing("reason")
        let address = proof.suppression.address
        let warning =
            switch proof.suppression.cause {
            case .bounce: Phrase("suppressions.removing-bounce", ["address": address])
            case .complaint, .unsubscribe: Phrase("suppressions.removing-wish", ["address": address])
            case .manual: Phrase("suppressions.removing-manual", ["address": address])
            }
        let reason = TextField("reason", "suppressions.why-removed", .text.limited(to: Suppression.longestNote), in: form)
        let buttons = Buttons(
            "\(Button("suppressions.remove-it", .danger))\(Button("product.cancel", .secondary, to: SuppressionPath.list))")
        let content = Form(SuppressionPath.removal(proof.suppression.id), request, form, content: "\(reason)\(buttons)")
        return .page(
            site.shell(proof.member).page(
                Phrase("suppressions.remove-named", ["address": address]), request, back: ("suppressions.title", SuppressionPath.list),
                content: Panel(danger: true, "<p>\(warning)</p>\(content)").html), showing: form)
    }

    @Sendable private static func remove(_ proof: ManagedSuppression, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let reason = request.form.text("reason").tidyName
        guard !reason.showsNothing, reason.count <= Suppression.longestNote else {
            return page(
                proof, request, site, FormState(request.form, "reason", Phrase("suppressions.say-why", ["most": Suppression.longestNote])))
        }
        let suppression = proof.suppression
        let name = proof.member.member.me.person.named
        let now = request.time
        try await site.database.write { tx in try tx.remove(suppression, because: reason, by: name, at: now) }
        return .redirect(SuppressionPath.list, notice: .good(Phrase("suppressions.was-removed", ["address": suppression.address])))
    }
}
