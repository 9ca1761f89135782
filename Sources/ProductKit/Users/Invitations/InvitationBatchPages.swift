internal import Core
internal import Language
internal import Web

/// Many invitations at once: people are pasted, each line's verdict is shown, and then those that can be are sent.
enum InvitationBatchPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.inviteMany, as: MayManage<UsersArea>.self) { proof, request, site in
            try await page(proof, request, site)
        }
        routes.post(UserPath.inviteMany, as: MayManage<UsersArea>.self, limit: 1 << 18, act)
    }

    private static func page(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let roles = try await proof.api.roles(in: proof.account)
        let projects = try await proof.api.projects(in: proof.account)
        let form = sent.focusing("people")
        let content = Form(
            UserPath.inviteMany, request, form,
            content: """
                \(TextArea("people", "users.people-to-invite", rows: 10, in: form, hint: "users.people-to-invite-hint"))\
                \(FileField("file", "users.people-in-file", accepts: ".csv,.txt,text/csv,text/plain", in: form, hint: "users.people-in-file-hint"))
                \(RoleFields(roles: roles, projects: projects, form: form))\(InvitationPages.messageField(form))\
                \(Buttons("\(Button("users.look-first"))\(Button("product.cancel", .plain, to: UserPath.invitations))"))
                """
        ).withFiles()
        return .page(
            shell(
                proof, request, site, "users.invite-many",
                "\(Panel(nil, content.html))\(RoleMatrix(roles: roles, areas: site.areas).folded)", lead: "users.invite-many-lead"),
            showing: form)
    }

    private static func shell(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ title: Phrase, _ content: HTML, lead: Phrase? = nil
    ) -> HTML {
        site.shell(proof).page(title, request, lead: lead, back: ("users.invitations", UserPath.invitations), content: content)
    }

    @Sendable private static func act(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let request = request.withPeopleOfFile
        if request.form.text("step") == "edit" { return try await page(proof, request, site, FormState(request.form, [])) }
        let roles = try await proof.api.roles(in: proof.account)
        let people = PastedPeople(request.form.text("people"))
        guard !people.entries.isEmpty else {
            return try await page(proof, request, site, FormState(request.form, "people", "users.paste-people"))
        }
        let batch = InvitationBatch(
            people, roles: roles, projects: try await proof.api.projects(in: proof.account), role: request.form.text("role"),
            chosen: GivenProjects(request.form), message: request.form.text("message"))
        guard !batch.needsRole else { return try await page(proof, request, site, FormState(request.form, "role", "users.choose-role")) }
        let isSending = request.form.text("step") == "send"
        let verdicts: [InvitationBatch.Verdict]
        do { verdicts = try await batch.verdicts(proof, preview: !isSending) } catch let problem as Problem where problem.isForTheReader {
            return try await page(proof, request, site, FormState(request.form, problem))
        }
        return isSending ? sent(verdicts, proof, request, site) : preview(verdicts, people, proof, request, site)
    }

    private static func preview(
        _ verdicts: [InvitationBatch.Verdict], _ people: PastedPeople, _ proof: MayManage<UsersArea>, _ request: WebRequest,
        _ site: ProductSite
    ) -> WebResponse {
        let count = verdicts.count { $0.isFine }
        let carried =
            ["people", "role", "message"].map { ($0, request.form.text($0)) }
            + GivenProjects(request.form).fields
        let fields = HTML.join(carried.map { Hidden($0.0, $0.1).html })
        let send: HTML =
            count == 0
            ? ""
            : Form(
                UserPath.inviteMany, request, inline: true,
                content: "\(fields)\(Hidden("step", "send"))\(Button(Phrase("users.send-many", ["count": count])))"
            ).html
        let edit = Form(
            UserPath.inviteMany, request, inline: true,
            content: "\(fields)\(Hidden("step", "edit"))\(Button("users.edit-list", .secondary))")
        let cut: HTML? = people.isCut ? Notice.warning(Phrase("users.only-first", ["count": PastedPeople.most])).html : nil
        let summary = Phrase("users.would-send", ["count": count, "all": verdicts.count])
        return .page(
            shell(
                proof, request, site, "users.invite-many",
                "\(cut)<p>\(summary)</p>\(table(verdicts))\(Buttons("\(send)\(edit)"))"))
    }

    private static func sent(
        _ verdicts: [InvitationBatch.Verdict], _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite
    ) -> WebResponse {
        let done = Phrase("users.sent-many", ["count": verdicts.count { $0.isFine }])
        let left = verdicts.filter { !$0.isFine }
        guard !left.isEmpty else { return .redirect(UserPath.invitations, notice: .good(done)) }
        let notice = Notice.warning(.sentences([done, Phrase("users.not-sent-many", ["count": left.count])]))
        // What is left can be mended and sent again.
        let rest = Hidden("people", left.map(\.entry.text).joined(separator: "\n"))
        let kept = HTML.join(["role", "message"].map { Hidden($0, request.form.text($0)).html })
        let again = Form(
            UserPath.inviteMany, request, inline: true,
            content: "\(rest)\(kept)\(Hidden("step", "edit"))\(Button("users.mend-rest", .secondary))")
        return .page(
            shell(
                proof, request, site, "users.invite-many",
                "\(notice)\(table(left))\(Buttons("\(again)\(Button("users.invitations", .plain, to: UserPath.invitations))"))"))
    }

    private static func table(_ verdicts: [InvitationBatch.Verdict]) -> Table {
        let rows = verdicts.map { verdict -> [HTML] in
            let warning: HTML? = verdict.warning.map { "<small>\($0)</small>" }
            let outcome: HTML =
                verdict.problem.map { "\(Badge("users.is-not-sent", .bad))<small>\($0)</small>" }
                ?? "\(Badge("users.is-sent", verdict.warning == nil ? .good : .warning))\(warning)"
            let projects = verdict.projects.isEmpty ? "" : "\(Phrase.all(verdict.projects.map { .text($0.name) }))" as HTML
            return [PageText.breakable(verdict.entry.text), String(verdict.entry.line).html, "\(verdict.role?.title)", projects, outcome]
        }
        return Table(
            "users.invite-many",
            [
                .init("users.email", .name), .init("users.line", .number), .init("users.role"), .init("users.projects", .name),
                .init("users.status"),
            ], rows: rows)
    }
}

extension String {
    fileprivate var html: HTML { "\(self)" }
}

extension WebRequest {
    /// The same, with the lines of the file behind those that were typed: from here on they can be seen and changed.
    fileprivate var withPeopleOfFile: WebRequest {
        guard let file = form["file"], !file.isEmpty else { return self }
        let typed = form["people"] ?? ""
        let people = typed.isEmpty || typed.hasSuffix("\n") ? typed + file : typed + "\n" + file
        return replacing(
            form: Values(form.pairs.filter { !["people", "file"].contains($0.name) }.map { ($0.name, $0.value) } + [("people", people)]))
    }
}
