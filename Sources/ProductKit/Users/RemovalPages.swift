internal import Core
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
        let keys = KeyFields(keys: member.keys, form: form, now: request.time)
        let unseen: HTML? = member.keys.count < member.keyCount ? member.keysStay.map { "<p>\($0)</p>" } : nil
        let content = Form(
            UserPath.removal(member.id), request, form,
            content: """
                \(keys)\(TextField("name", "Type \(member.name) to confirm", in: form))\
                \(Buttons("\(Button("Remove \(member.name)", .danger))\(Button("Cancel", .secondary, to: UserPath.member(member.id)))"))
                """)
        return .page(
            site.shell(proof).page(
                "Remove \(member.name)", request, back: (member.name, UserPath.member(member.id)),
                content: Panel(
                    danger: true,
                    """
                    <p>\(member.name) loses access to the \(site.brand.name) in \(proof.account.name) at once, in every browser. \
                    Their Lanyard ID and their other accounts stay as they are.</p>
                    \(unseen)\(content)
                    """
                ).html), showing: form)
    }

    @Sendable private static func remove(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let member = try await proof.api.member(request.parameters(of: UserPath.removal), in: proof.account)
        guard member.name.isTyped(as: request.form.text("name")) else {
            return try await page(
                proof, request, site, FormState(request.form, "name", "Type the name as it stands above: \(member.name)."))
        }
        let query = ["revoke", "keep"].flatMap { answer in
            KeyFields.chosen(answer, among: member.keys, in: request.form).map { (answer, $0 as String?) }
        }
        do {
            try await proof.api.call("DELETE", ManagementPath.member(proof.account.id, member.id).query(query))
        } catch let problem as Problem where problem.status != 404 && problem.status < 500 {
            return try await page(proof, request, site, FormState(request.form, problem))
        }
        return .redirect(UserPath.list, notice: .good("\(member.name) was removed from \(proof.account.name)."))
    }
}
