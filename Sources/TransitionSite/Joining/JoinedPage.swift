internal import Access
internal import Audit
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// What was joined in the last 30 days, and how it comes apart again: by the person, or by the link in a mail.
enum JoinedPage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(JoinPath.joined, as: SignedIn.self, list)
        routes.post(JoinPath.separation, as: FreshlyProved.self, separate)
        routes.get(JoinPath.separationByMail, as: Anyone.self, ask)
        routes.post(JoinPath.separationByMail, as: Anyone.self, separateByMail)
    }

    /// What goes back to the other login.
    private struct Shown: Sendable {
        let join: JoinRecord
        let addresses: [String]
        let factors: Int
        let accounts: [String]

        init(_ join: JoinRecord, _ site: IDSite, _ tx: Transaction) throws {
            self.join = join
            addresses = try tx.addresses(of: join.kept).filter { join.merged.addresses.contains($0.id) }.map(\.address.written)
            factors =
                try tx.secondFactors(of: join.kept).count { join.merged.factors.contains($0.id) }
                + tx.passkeys(of: join.kept).count { join.merged.passkeys.contains($0.id) }
            accounts = try tx.memberships(of: join.kept).filter { join.members.contains($0.id) }.map { member in
                let product = site.catalog[member.product]?.name ?? member.product.rawValue
                return "\(try tx.account(member.account)?.name ?? member.account.text) (\(product))"
            }
        }

        var facts: Definitions {
            let kept: HTML = "\(words: "join.none")"
            let lines = { (texts: [String]) -> HTML in
                texts.isEmpty ? kept : "\(texts.map { text -> HTML in "<div>\(text)</div>" })"
            }
            return Definitions([
                ("join.joined-on", PageText.time(join.joinedAt)), ("join.until", PageText.date(join.endsAt)),
                ("join.addresses-back", lines(addresses)), ("join.factors-back", "\(Phrase.number(factors))"),
                ("join.accounts-back", lines(accounts)),
            ])
        }
    }

    @Sendable static func list(_ proof: SignedIn, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let person = proof.person.id
        let now = request.time
        let shown = try await site.id.database.read { [id = site.id] tx in
            try tx.undoableJoins(of: person, at: now).map { try Shown($0, id, tx) }
        }
        let panels = shown.map { one -> HTML in
            let form = Form(JoinPath.separation(one.join.id), request, content: Button("join.separate", .danger).html)
            return Panel(nil, "\(one.facts)<p>\(words: "join.separate-lead")</p>\(form)").html
        }
        let none = EmptyState("join.none-joined", "join.none-joined-next", icon: .person)
        return .page(
            site.id.shell(proof, address: nil).page(
                "join.joined-title", request, lead: "join.joined-lead", content: panels.isEmpty ? none.html : "\(panels)"))
    }

    @Sendable static func separate(_ proof: FreshlyProved, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id: JoinID = try request.parameters(of: JoinPath.separation)
        let person = proof.signedIn.person.id
        let terms = SeparationTerms(askedIn: proof.signedIn.session.id, site.id.keyring)
        let catalog = site.id.catalog
        let now = request.time
        let isDone = try await site.id.database.write { tx -> Bool in
            guard let join = try tx.undoableJoins(of: person, at: now).first(where: { $0.id == id }) else { return false }
            try tx.separate(join, terms, catalog: catalog, at: now)
            return true
        }
        guard isDone else { return .redirect(JoinPath.joined, notice: .info("join.not-joined")) }
        return .redirect(JoinPath.joined, notice: .good("join.separated"))
    }

    @Sendable static func ask(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let token = Secret(request.query["token"] ?? "")
        let now = request.time
        let shown = try await site.id.database.read { [id = site.id] tx in
            try tx.undoableJoin(token: token, at: now).map { try Shown($0, id, tx) }
        }
        guard let shown else { return dead(request) }
        let fields: HTML = "\(Hidden("token", token.exposed))\(Button("join.separate", .danger))"
        return .page(
            ColumnPage(
                "join.mail-title", brand: .id, request: request,
                content: """
                    <p class="lead">\(words: "join.mail-lead", ["time": shown.join.joinedAt])</p>\
                    <p>\(words: "join.mail-then")</p>\(Form(JoinPath.separationByMail, request, content: fields))
                    """))
    }

    @Sendable static func separateByMail(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let token = Secret(request.form["token"] ?? "")
        let terms = SeparationTerms(askedIn: nil, site.id.keyring)
        let catalog = site.id.catalog
        let now = request.time
        let other = try await site.id.database.write { tx -> PersonID? in
            guard let join = try tx.undoableJoin(token: token, at: now) else { return nil }
            try tx.separate(join, terms, catalog: catalog, at: now)
            return join.other
        }
        guard let other else { return dead(request) }
        _ = try await site.id.recovery.sendLink(to: other, by: .person(other), at: now)
        return .redirect(SignInPath.address(returningTo: LocalPath.home.text), notice: .good("join.separated-by-mail"))
    }

    private static func dead(_ request: WebRequest) -> WebResponse {
        .page(
            ColumnPage(
                "join.dead-title", brand: .id, request: request, content: "<p>\(words: "join.dead-lead")</p>"), status: 410)
    }
}
