internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The end of an ID: what happens, and who has to be found first where the person is an account's last administrator.
enum DeletionPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(MyDataPath.deletion, as: SignedIn.self) { proof, request, site in try await page(proof, request, site) }
        routes.post(MyDataPath.deletion, as: FreshlyProved.self, begin)
    }

    private static func page(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite, status: Int = 200) async throws -> WebResponse {
        let person = proof.person.id
        let catalog = site.catalog
        let now = request.time
        let needed = try await site.database.read { tx -> [Membership] in
            let needed = try Administration(tx, catalog: catalog, by: .person(person), at: now).membershipsThatNeed(person).map(\.id)
            return try site.memberships(of: person, tx, at: now).filter { needed.contains($0.member.id) }
        }
        let content: HTML = """
            <ul><li>\(words: "deletion.at-once")</li><li>\(words: "deletion.until")</li><li>\(words: "deletion.after")</li></ul>
            \(needed.isEmpty ? form(request) : handOver(needed))
            """
        return .page(
            site.shell(proof, address: nil).page(
                "deletion.title", request, lead: "deletion.lead", back: ("my-data.title", MyDataPath.page),
                content: Panel(danger: true, content).html), status: status)
    }

    private static func form(_ request: WebRequest) -> HTML {
        let buttons = Buttons(
            "\(Button("deletion.button", .danger))\(Button("deletion.keep-it", .secondary, to: MyDataPath.page))")
        return Form(MyDataPath.deletion, request, content: buttons.html).html
    }

    private static func handOver(_ needed: [Membership]) -> HTML {
        let accounts = Phrase.all(needed.map { .text($0.account) })
        let links = needed.map { membership -> HTML in
            let title = Phrase("deletion.hand-over", ["account": membership.account])
            return Button(title, .secondary, to: OtherServer(membership.address)).html
        }
        return """
            \(Notice(.warning, Phrase("deletion.last-administrator", ["accounts": accounts])))\(Buttons(HTML.join(links)))
            """
    }

    @Sendable static func begin(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let session = proof.signedIn.session
        let catalog = site.catalog
        let steps = site.steps
        let now = request.time
        let deletion: Deletion?
        do {
            deletion = try await site.database.write { tx in
                let rule = Administration(tx, catalog: catalog, by: .person(session.personID), at: now)
                return try steps.beginDeletion(tx, in: session, under: rule, at: now)
            }
        } catch AccessError.lastAdministrator {
            return try await page(proof.signedIn, request, site, status: 422)
        }
        guard let deletion else { return .redirect(SignInPath.address) }
        let notice = Notice.info(Phrase("deletion.begun", ["day": Phrase.day(deletion.eraseAt)]))
        return WebResponse.redirect(CommonPath.signOut, notice: notice).with(.removal(IDSite.sessionCookie))
    }
}
