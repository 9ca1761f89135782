internal import Core
internal import Language
internal import Web

/// The tokens by which directories keep the account's people.
enum DirectoryPages {
    private static let cookie = "lanyard_new_directory_token"

    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.directory, as: MayView<UsersArea>.self, list)
        routes.get(UserPath.newDirectoryToken, as: MayManage<UsersArea>.self) { proof, request, site in
            try await newPage(proof, request, site)
        }
        routes.post(UserPath.newDirectoryToken, as: MayManage<UsersArea>.self, make)
        routes.get(UserPath.madeDirectoryToken, as: MayManage<UsersArea>.self, show)
        routes.post(UserPath.directoryTokenEnd, as: MayManage<UsersArea>.self, revoke)
    }

    @Sendable private static func list(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let tokens = try await proof.api.call("GET", ManagementPath.directoryTokens(proof.account.id))["items"]?.array ?? []
        let make: HTML = proof.mayManage ? Button("users.make-directory-token", to: UserPath.newDirectoryToken).html : ""
        let rows = tokens.map { row($0, proof, request) }
        let columns: [Table.Column] = [
            .init("users.directory-role"), .init("users.made-by"), .init("users.last-used"), .init("users.status"),
            .init("product.actions", .actions),
        ]
        let content: HTML =
            tokens.isEmpty
            ? EmptyState("users.no-directory", "users.no-directory-next", icon: .people, action: make).html
            : Table("users.directory-tokens", columns, rows: rows).html
        return .page(
            site.shell(proof).page(
                "users.title", request, lead: "users.directory-lead", actions: tokens.isEmpty ? "" : make,
                content: "\(UsersPages.tabs("directory"))\(content)"))
    }

    private static func row(_ token: JSON, _ proof: MayView<UsersArea>, _ request: WebRequest) -> [HTML] {
        let maker = token["made_by"]
        let name = maker?["name"]?.string ?? maker?["email"]?.string
        let works = token["works"]?.bool == true
        let end: HTML? = (proof.mayManage ? token["id"]?.string : nil).map { id in
            Form(UserPath.directoryTokenEnd(id), request, inline: true, content: Button("users.revoke", .danger).html).html
        }
        return [
            "\(Me.Role(token["role"])?.title ?? "users.directory-no-role")", "\(name.map { Phrase.text($0) } ?? "users.by-operator")",
            PageText.time(rfc3339: token["last_used_at"]?.string) ?? "<span class=\"quiet\">\(words: "users.never-used")</span>",
            works
                ? Badge("users.works", .good).html : "\(Badge("users.void", .bad))<small>\(words: "users.directory-void-why")</small>",
            end ?? "",
        ]
    }

    private static func newPage(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let form = sent.focusing("role")
        let roles = try await proof.api.roles(in: proof.account).filter { !$0.isAdministrator }
        let choices = [Choice("", "users.directory-no-role")] + roles.map { Choice($0.id, $0.title) }
        let role = Select("role", "users.directory-role", choices, in: form, hint: "users.directory-role-hint")
        let buttons = Buttons("\(Button("users.make-directory-token"))\(Button("product.cancel", .plain, to: UserPath.directory))")
        return .page(
            site.shell(proof).page(
                "users.make-directory-token", request, lead: "users.make-directory-token-lead",
                back: ("users.directory", UserPath.directory),
                content: Form(UserPath.newDirectoryToken, request, form, content: "\(role)\(buttons)").html), showing: form)
    }

    @Sendable private static func make(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let role = request.form.text("role")
        let body: JSON = role.isEmpty ? .object([]) : ["role": .string(role)]
        do {
            let made = try await proof.api.call("POST", ManagementPath.directoryTokens(proof.account.id), body)
            guard let token = made["token"], let address = made["address"] else { throw Me.unreadable }
            let kept = try ShownOnce(cookie, for: proof.member).keep([("token", token), ("address", address)], site, request)
            return .redirect(UserPath.madeDirectoryToken).with(kept)
        } catch let problem as Problem where problem.isForTheReader {
            return try await newPage(proof, request, site, FormState(request.form, problem, status: problem.status))
        }
    }

    @Sendable private static func show(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let once = ShownOnce(cookie, for: proof.member)
        guard let made = once.content(site, request), let token = made["token"]?.string, let address = made["address"]?.string else {
            return .redirect(UserPath.directory, notice: .info("users.directory-token-shown-once"))
        }
        var shell = site.shell(proof)
        shell.notice = .warning("users.copy-directory-token")
        let values: HTML = "\(CopyValue("users.directory-address", address))\(CopyValue("users.directory-token", token))"
        return .page(
            shell.page(
                "users.directory-token-made", request, lead: "users.directory-token-next", back: ("users.directory", UserPath.directory),
                content: "\(Panel(nil, values))\(Buttons("\(Button("users.directory-token-copied", to: UserPath.directory))"))")
        ).with(once.removal)
    }

    @Sendable private static func revoke(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let token = try request.parameters(of: UserPath.directoryTokenEnd)
        try await proof.api.call("DELETE", ManagementPath.directoryToken(proof.account.id, token))
        return .redirect(UserPath.directory, notice: .good("users.directory-token-revoked"))
    }
}
