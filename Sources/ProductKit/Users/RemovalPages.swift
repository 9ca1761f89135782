internal import Core
internal import Language
internal import Web

/// Pages to remove a person: they explain the consequences first, and the name must be typed to confirm.
enum RemovalPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.removal, as: MayManage<UsersArea>.self) { proof, request, site in
            try await page(proof, request, site)
        }
        routes.post(UserPath.removal, as: MayManage<UsersArea>.self, remove)
    }

    private static func page(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let member = try await proof.api.member(request.parameters(of: UserPath.removal), in: proof.account)
        // What ends is what a preview of the removal finds, also where it is refused until something is said of a key.
        let foreseen = try await proof.api.change([member.id], in: proof.account, [("act", "remove")], preview: true).first
        let ends = foreseen.map { HTML.join(OutcomeText(outcome: $0, areas: site.areas).ends.map { "<p>\($0)</p>" }) }
        let keys = KeyFields(keys: member.keys, form: form, now: request.time)
        let unseen: HTML? = member.keys.count < member.keyCount ? member.keysStay.map { "<p>\($0)</p>" } : nil
        let title = Phrase("users.remove", ["name": member.name])
        let field = TextField("name", Phrase("product.type-to-confirm", ["name": member.name]), in: form)
        let buttons = Buttons("\(Button(title, .danger))\(Button("product.cancel", .secondary, to: UserPath.member(member.id)))")
        let content = Form(UserPath.removal(member.id), request, form, content: "\(keys)\(field)\(buttons)")
        let consequence = Phrase(
            "users.removing", ["name": member.name, "product": site.brand.name, "account": proof.account.name])
        return .page(
            site.shell(proof).page(
                title, request, back: (Phrase.text(member.name), UserPath.member(member.id)),
                content: Panel(danger: true, "<p>\(consequence)</p>\n\(ends)\(unseen)\(content)").html), showing: form)
    }

    @Sendable private static func remove(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let member = try await proof.api.member(request.parameters(of: UserPath.removal), in: proof.account)
        guard member.name.isTyped(as: request.form.text("name")) else {
            let message = Phrase("users.type-name", ["name": member.name])
            return try await page(proof, request, site, FormState(request.form, "name", message))
        }
        let query = ["revoke", "keep"].flatMap { answer in
            KeyFields.chosen(answer, among: member.keys, in: request.form).map { (answer, $0 as String?) }
        }
        do {
            try await proof.api.call("DELETE", ManagementPath.member(proof.account.id, member.id).query(query))
        } catch let problem as Problem where problem.isForTheReader {
            return try await page(proof, request, site, FormState(request.form, problem))
        }
        return .redirect(
            UserPath.list, notice: .good(Phrase("users.removed", ["name": member.name, "account": proof.account.name])))
    }
}
