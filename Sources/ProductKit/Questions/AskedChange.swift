internal import Core
internal import Language
internal import Web

/// The change that a what-if answer tells of: one click leads to its preview, where it is confirmed.
enum AskedChange {
    /// Nothing for whoever may not make it, or where it is so already.
    static func form(_ answer: AskAnswer, _ proof: InAccount, _ request: WebRequest) async throws -> HTML {
        guard answer.kind == "what-if", let item = answer.items.first, item.member != proof.account.member,
            proof.account.mayManage(UsersArea.self)
        else { return "" }
        let member = try await proof.api.member(item.member, in: proof.account)
        let roles = try await proof.api.roles(in: proof.account)
        let own = member.ownGrants
        guard RolePages.isChangeable(member, roles), let role = roles.first(where: { $0.id == item.role?.id && $0.isGrantable }),
            own.map(\.role.id) != [role.id]
        else { return "" }
        let ids = own.flatMap { ($0.projects ?? []).map(\.id) }
        let projects = role.needsProjects ? GivenProjects(ids: Array(Set(ids)), below: Array(Set(own.flatMap(\.below)))) : .none
        let button = Button(Phrase("ask.see-change", ["name": member.name, "role": role.title]), .secondary)
        let fields = HTML.join((target(member, role, request) + projects.fields).map { Hidden($0.0, $0.1).html })
        // Several roles become one by the page that changes people who were chosen.
        let path = own.count > 1 ? UserPath.selection : UserPath.member(member.id)
        return Form(path, request, content: "\(fields)<p>\(words: "ask.see-change-first")</p>\(button)").html
    }

    private static func target(_ member: Member, _ role: GrantableRole, _ request: WebRequest) -> [(String, String)] {
        let grant = member.ownGrants.first
        guard member.ownGrants.count < 2 else {
            return [("act", SelectionAct.role.rawValue), ("step", "preview"), ("members", member.id), ("role", role.id)]
        }
        let lastDay = RolePages.form(FormState(), of: grant, request).value("last_day") ?? ""
        return [("grant", grant?.id ?? ""), ("role", role.id), ("last_day", lastDay)]
    }
}
