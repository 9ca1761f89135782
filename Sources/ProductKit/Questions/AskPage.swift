internal import Core
internal import Language
internal import Web

/// The page where a member asks in a sentence who can see what, and reads why.
enum AskPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(AskPath.ask, as: InAccount.self, page)
        routes.get(AskPath.file, as: InAccount.self, AskFile.response)
        routes.get(AskPath.completions, as: InAccount.self, AskCompletions.response)
    }

    @Sendable private static func page(_ proof: InAccount, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        let asked = AskedQuestion(request)
        let question = asked.sentence
        let form = FormState(Values(question.isEmpty ? [] : [("q", question)]), []).focusing("q")
        let field = TextField(
            "q", "ask.question", .search.completed(at: AskPath.completions.query(proof.place)), in: form, hint: "ask.hint")
        let box = Filters(AskPath.ask, button: "ask.ask", isOneField: true, content: field.html)
        let answer = question.isEmpty ? "" : try await self.answer(asked, proof, request)
        return .page(
            site.shell(proof.session, proof.me).page(
                "ask.title", request, lead: Phrase("ask.lead", ["account": proof.account.name]),
                content: "\(box)\(answer)\(try await AskExamples.panel(proof, request, site))"))
    }

    private static func answer(_ asked: AskedQuestion, _ proof: InAccount, _ request: WebRequest) async throws -> HTML {
        let answer: AskAnswer
        do { answer = try await asked.answer(after: request.query["after"], proof) } catch let problem as Problem
            where problem.isForTheReader
        {
            return Panel(problem.title, "<p>\(problem.detail)</p>").html
        }
        let again = asked.given
        let next = answer.next.map { AskPath.ask.query(again + [("after", $0)]) }
        let start = request.query["after"] == nil ? nil : AskPath.ask.query(again)
        return """
            <h2>\(answer.words)</h2>
            \(choices(answer, again))\(file(answer, asked, proof))\(table(answer, proof))\(try await AskedChange.form(answer, proof, request))\
            \(Paging(start: start, next: next))
            """
    }

    private static func file(_ answer: AskAnswer, _ asked: AskedQuestion, _ proof: InAccount) -> HTML {
        guard !answer.items.isEmpty else { return "" }
        return "<p class=\"count\"><a href=\"\(AskPath.file.query(asked.given + proof.place))\">\(words: "list.csv")</a></p>"
    }

    private static func choices(_ answer: AskAnswer, _ again: [(String, String?)]) -> HTML {
        guard !answer.choices.isEmpty else { return "" }
        let items = answer.choices.map { choice -> HTML in
            let link = AskPath.ask.query(again.filter { $0.0 != choice.parameter } + [(choice.parameter, choice.value)])
            let detail: HTML? = choice.detail.map { "<small>\($0)</small>" }
            return "<li><a class=\"known\" href=\"\(link)\">\(choice.name)\(detail)</a></li>"
        }
        return "<ul class=\"known-people\">\(items)</ul>"
    }

    private static func table(_ answer: AskAnswer, _ proof: InAccount) -> HTML {
        guard !answer.items.isEmpty else { return "" }
        let mayChange = proof.account.mayManage(UsersArea.self)
        func changing(_ item: AskAnswer.Item) -> [HTML] {
            guard mayChange else { return [] }
            guard item.member != proof.account.member else { return [""] }
            return [
                """
                <a href="\(UserPath.member(item.member))">\(words: "ask.change-person")<span class="hidden"> \(item.name)</span></a>
                """
            ]
        }
        let actions: [Table.Column] = mayChange ? [.init("session.actions", .actions)] : []
        switch answer.kind {
        case "who", "why":
            let rows = answer.items.map { item -> [HTML] in
                let who: HTML = "\(item.name)<small>\(PageText.breakable(item.email))</small>"
                return [who, "\(RoleMatrix.may(item.isAllowed ? item.action : ""))", "\(item.why)"] + changing(item)
            }
            return Table(answer.words, [.init("users.name"), .init("ask.may"), .init("ask.why")] + actions, rows: rows).html
        case "what-if":
            let rows = answer.items.map { item -> [HTML] in
                ["\(item.thing)", "\(RoleMatrix.may(item.before))", "\(RoleMatrix.may(item.action))", change(item.change).html]
            }
            return Table(
                answer.words, [.init("ask.thing", .name), .init("ask.now"), .init("ask.then"), .init("ask.change")], rows: rows
            ).html
        default:
            let rows = answer.items.map { item -> [HTML] in
                ["\(item.thing)", "\(RoleMatrix.may(item.action))", "\(item.why)"] + changing(item)
            }
            return Table(answer.words, [.init("ask.thing", .name), .init("ask.may"), .init("ask.why")] + actions, rows: rows).html
        }
    }

    private static func change(_ change: String) -> Badge {
        switch change {
        case "gains": Badge("ask.gains", .good)
        case "loses": Badge("ask.loses", .bad)
        default: Badge("ask.keeps", .neutral)
        }
    }
}
