internal import Core
internal import Language
internal import Web

/// The groups of one member, on their page.
enum MemberGroups {
    static func register(on routes: Routes<ProductSite>) {
        routes.post(UserPath.memberGroups, as: MayManage<UsersArea>.self, change)
        // For whoever loads the answer to that form again.
        routes.get(UserPath.memberGroups, as: MayManage<UsersArea>.self) { proof, request, _ in
            let member = try await proof.api.member(request.parameters(of: UserPath.memberGroups), in: proof.account)
            return .redirect(UserPath.member(member.id))
        }
    }

    /// Nothing where the account has no group.
    static func panel(_ member: Member, _ proof: MayManage<UsersArea>, _ request: WebRequest) async throws -> HTML {
        let groups = try await proof.api.groups(in: proof.account)
        guard !groups.isEmpty else { return "" }
        let form = FormState().starting(with: member.groups.map { ("groups", $0.id) })
        let choices = groups.map { group in
            Choice(group.id, .text(group.name), detail: group.grants.isEmpty ? "users.gives-nothing" : .all(group.grants.map(\.role.title)))
        }
        let field = Choices("groups", Phrase("users.groups-of", ["name": member.name]), .many, choices, in: form)
        let content = Form(UserPath.memberGroups(member.id), request, content: "\(field)\(Button("users.save-groups", .secondary))")
        return Panel("users.groups", content.html).html
    }

    @Sendable private static func change(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let member = try await proof.api.member(request.parameters(of: UserPath.memberGroups), in: proof.account)
        let wanted = Set(request.form.all("groups"))
        let held = Set(member.groups.map(\.id))
        let page = UserPath.member(member.id)
        guard wanted != held else { return .redirect(page, notice: .info("users.nothing-changed")) }
        do {
            let foreseen = try await proof.api.foresee(groups: Array(wanted), of: member.id, in: proof.account)
            if let problem = foreseen.problem { throw problem }
            guard foreseen.isConfirmed(by: request) else {
                return foreseen.page(
                    Phrase("users.groups-of", ["name": member.name]), Button("users.save-groups"),
                    form: wanted.sorted().map { ("groups", $0) }, to: UserPath.memberGroups(member.id), back: (.text(member.name), page),
                    (proof, request, site))
            }
            try await proof.api.set(groups: Array(wanted), of: member.id, in: proof.account)
        } catch let problem as Problem where problem.isForTheReader {
            return .redirect(page, notice: .bad(problem.words))
        }
        return .redirect(page, notice: .good(.sentences([Phrase("users.groups-saved", ["name": member.name]), "users.from-next-click"])))
    }
}
