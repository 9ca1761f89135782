internal import Access
internal import Audit
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// One person's story: what they have, where they stand in each move, what they tried and asked, and what may be done for them.
enum StoryPage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(MovePath.person, as: MayOversee<PeopleArea>.self, show)
        routes.post(MovePath.passwordLink, as: MayOperate<PeopleArea>.self, sendLink)
        routes.post(MovePath.wayBack, as: MayDecide<PeopleArea>.self, bringBack)
    }

    private struct Story: Sendable {
        let person: Person
        let addresses: [PersonAddress]
        let logins: [String]
        let hasPassword: Bool
        let factors: [SecondFactor]
        let keys: Int
        let codes: Int?
        let move: MoveStory
        let questions: [Ticket]
        let recovery: RecoveryRequest?
        /// The products to whose own sign-in people can go back.
        let classic: Set<ProductID>

        init?(_ id: PersonID, _ tx: Transaction) throws {
            guard let person = try tx.person(id), person.status != .erased else { return nil }
            self.person = person
            addresses = try tx.addresses(of: person.id)
            logins = try tx.loginNames(of: person.id).map(\.name)
            hasPassword = try tx.password(of: person.id) != nil
            factors = try tx.secondFactors(of: person.id)
            keys = try tx.passkeys(of: person.id).count
            codes = try tx.recoveryCodes(of: person.id)?.left
            move = try tx.moveStory(of: person.id)
            questions = try tx.tickets(from: addresses.map(\.address))
            recovery = try tx.latestRecoveryRequest(of: person.id)
            classic = Set(try move.products.map(\.product).filter { try tx.classicProduct($0) != nil })
        }
    }

    @Sendable static func show(_ proof: MayOversee<PeopleArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id: PersonID = try request.parameters(of: MovePath.person)
        guard let story = try await site.id.database.read({ try Story(id, $0) }) else { throw Problem.notFound }
        let mayAct = proof.operating.may(.manage, PeopleArea.self)
        let content: HTML = """
            \(facts(story))\(moves(story, request, site.id, mayAct))\(mayAct ? help(story, request) : nil)\(timeline(story, site.id))
            """
        return .page(
            site.id.operatorShell(proof.operating).page(
                .text(story.person.name), request, lead: .text(story.person.id.text), back: ("operator.people", OperatorPath.people),
                content: content))
    }

    private static func facts(_ story: Story) -> HTML {
        let addresses = story.addresses.map { own -> HTML in
            "<div>\(PageText.breakable(own.address.written)) \(own.verifiedAt == nil ? Badge("operator.unverified", .warning) : nil)</div>"
        }
        var factors = story.factors.map { $0.isCodeSent ? Phrase("guide.telephone") : Phrase("guide.app") }
        if story.keys > 0 { factors.append(Phrase("operator.keys", ["count": story.keys])) }
        if let codes = story.codes { factors.append(Phrase("operator.codes-left", ["count": codes])) }
        return Panel(
            nil,
            Definitions([
                ("operator.state", story.person.status.badge.html), ("operator.addresses", "\(addresses)"),
                ("operator.user-names", story.logins.isEmpty ? "\(words: "operator.none")" : "\(story.logins.joined(separator: ", "))"),
                ("operator.password", "\(story.hasPassword ? Phrase("operator.has-password") : Phrase("operator.never-set"))"),
                (
                    "operator.factor",
                    factors.isEmpty ? "\(words: "operator.none")" : "\(factors.map { factor -> HTML in "<div>\(factor)</div>" })"
                ),
                ("operator.last-sign-in", story.person.lastSignInAt.map { PageText.time($0) } ?? "\(words: "operator.never")"),
            ]).html
        ).html
    }

    private static func moves(_ story: Story, _ request: WebRequest, _ site: IDSite, _ mayAct: Bool) -> HTML {
        guard !story.move.products.isEmpty else { return Panel("operator.moves-of", lead: "operator.no-import", HTML()).html }
        let rows = story.move.products.map { part -> [HTML] in
            let state: Phrase
            var isInside = false
            switch part.place {
            case .inside(let time):
                state = Phrase("operator.inside-since", ["time": time])
                isInside = true
            case .led(let time?): state = Phrase("operator.sent-at", ["time": time])
            case .led(nil): state = "operator.everybody-led"
            case .returned(let time): state = Phrase("operator.returned-at", ["time": time])
            case .outside: state = "operator.outside"
            }
            let back: HTML? =
                mayAct && isInside && story.classic.contains(part.product)
                ? Form(
                    MovePath.wayBack(story.person.id, part.product.rawValue), request, inline: true,
                    content: Button("operator.bring-back", .secondary).html
                ).html : nil
            let joined: Badge? = part.isJoined ? Badge("operator.is-joined", .info) : nil
            return [
                "\(site.name(of: part.product.rawValue)) \(joined)", PageText.date(part.importedAt), "\(state)", "\(part.phase ?? "")",
                "\(back)",
            ]
        }
        let columns: [Table.Column] = [
            .init("home.product"), .init("operator.imported-on"), .init("operator.state"), .init("operator.phase", .name),
            .init("session.actions", .actions),
        ]
        return Table("operator.moves-of", columns, rows: rows, showsCaption: true).html
    }

    private static func help(_ story: Story, _ request: WebRequest) -> HTML {
        guard let main = story.addresses.main, !story.person.status.isClosed else { return HTML() }
        let link = Form(MovePath.passwordLink(story.person.id), request, content: Button("operator.send-link", .secondary).html)
        return Panel(
            "operator.what-helps", lead: Phrase("operator.send-link-lead", ["address": main.address.written]),
            "\(link)<p class=\"quiet\">\(words: "operator.lost-factor")</p>"
        ).html
    }

    private static func timeline(_ story: Story, _ site: IDSite) -> HTML {
        var lines: [(at: Timestamp, title: HTML, detail: HTML, tone: Badge.Tone)] = story.move.tries.map { tried in
            let place = Phrase(
                tried.isInside ? "operator.tried-inside" : "operator.tried-outside",
                ["product": site.name(of: tried.product.rawValue), "browser": tried.browser])
            let whose: Phrase = tried.isKnown ? "operator.known-browser" : "operator.unknown-browser"
            let wrong = tried.wrong == 0 ? [] : [Phrase("operator.wrong-tries", ["count": tried.wrong])]
            let tone: Badge.Tone = tried.result == .succeeded ? .good : tried.result == .begun ? .neutral : .bad
            return (
                tried.lastAt, "\(tried.result.title)",
                "<p>\(Phrase.sentences([place, whose] + wrong))</p>", tone
            )
        }
        lines += story.questions.map { question in
            (
                question.openedAt,
                "<a href=\"\(OperatorPath.ticket(question.id))\">\(words: "operator.question-title", ["reference": question.reference])</a>",
                "<p>\(question.step.title)</p>", question.answeredAt == nil ? .warning : .neutral
            )
        }
        if let asked = story.recovery {
            lines.append(
                (asked.requestedAt, "<a href=\"\(OperatorPath.recovery)\">\(words: "operator.asked-recovery")</a>", HTML(), .warning))
        }
        let items = lines.sorted { $0.at > $1.at }.map { (title: $0.title, time: PageText.time($0.at), detail: $0.detail, tone: $0.tone) }
        guard !items.isEmpty else { return Panel("operator.what-happened", lead: "operator.nothing-happened", HTML()).html }
        return Panel("operator.what-happened", Timeline(items).html).html
    }

    @Sendable static func sendLink(_ proof: MayOperate<PeopleArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id: PersonID = try request.parameters(of: MovePath.passwordLink)
        let operating = proof.operating
        let sent = try await site.id.recovery.sendLink(to: id, by: .person(proof.person), at: request.time) { tx in
            try operating.recheck(.manage, PeopleArea.self, in: tx)
        }
        let notice: Notice =
            switch sent {
            case .sent(let address): .good(Phrase("operator.link-sent", ["address": address.written]))
            case .tooMany: .warning("operator.link-limit")
            case .nobody: .warning("operator.link-nobody")
            }
        return .redirect(MovePath.person(id), notice: notice)
    }

    @Sendable static func bringBack(_ proof: MayDecide<PeopleArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let (id, name) = try request.parameters(of: MovePath.wayBack)
        let product = ProductID(rawValue: name)
        let now = request.time
        let keyring = site.id.keyring
        let notice = try await proof.write(in: site.id) { tx, actor -> Notice in
            guard try tx.isImported(id, from: product) else { throw Problem.notFound }
            guard try tx.hasArrived(id, in: product) else { return .info("operator.not-inside") }
            do {
                let why = try RollBack(tx, to: product, keyring, at: now, by: actor).run(id)
                return why.map { .bad($0.title) } ?? .good(Phrase("operator.brought-back", ["product": site.id.name(of: name)]))
            } catch RolloutError.noClassicSignIn { throw Problem.notFound } catch RolloutError.nothingCounts {
                return .bad("operator.nothing-counts")
            }
        }
        return .redirect(MovePath.person(id), notice: notice)
    }
}
