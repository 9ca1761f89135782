internal import Core
internal import Language
internal import Web

/// What a change of one person's role brings, before it is made.
struct RolePreview {
    let member: Member
    let outcome: MemberOutcome
    /// Where the form came from, and goes again.
    let path: Path
    /// Where whoever wants it otherwise begins again; the member's page, if nothing else is said.
    var back: (title: Phrase, path: Path)?

    func page(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) -> WebResponse {
        let text = OutcomeText(outcome: outcome, areas: site.areas)
        let change = Definitions([
            ("users.roles-before", text.before), ("users.roles-after", text.after), ("users.gains", OutcomeText.list(text.gains)),
            ("users.loses", OutcomeText.list(text.losses)),
        ])
        let keys: HTML? = text.losses.isEmpty ? nil : member.keysStay.map { "<p>\($0)</p>" }
        let ends = HTML.join(text.ends.map { "<p>\($0)</p>" })
        let sent =
            ["grant", "role", "last_day"].map { ($0, request.form.text($0)) }
            + GivenProjects(request.form).fields
            + member.keys.map { ("key-" + $0.id, request.form.text("key-" + $0.id)) }
        let fields = HTML.join(sent.filter { !$0.1.isEmpty || $0.0 == "grant" }.map { Hidden($0.0, $0.1).html })
        let back = self.back ?? (.text(member.name), UserPath.member(member.id))
        let form = Form(
            path, request,
            content: """
                \(fields)\(Hidden("confirmed", "yes"))\
                \(Buttons("\(Button("users.save"))\(Button("users.change-again", .plain, to: back.path))"))
                """)
        return .page(
            site.shell(proof).page(
                Phrase("users.change-of", ["name": member.name]), request, lead: "users.change-lead",
                back: back, content: Panel(nil, "\(change)\(ends)\(keys)\(form)").html))
    }
}
