internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// The marks below which a balance is told of, on the page of billing. Whoever sees it says of themselves whether they want to know.
enum MarkPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(BillingPath.newMark, as: MayManage<BillingArea>.self) { proof, request, site in
            try await requireBalance(MayView(proof), site)
            return form(proof, request, site)
        }
        routes.post(BillingPath.newMark, as: MayManage<BillingArea>.self, add)
        routes.post(BillingPath.mark, as: MayView<BillingArea>.self, change)
        MarkPeople.register(on: routes)
    }

    /// A mark tells of the balance: it is there for those who see that.
    @discardableResult
    private static func requireBalance(
        _ proof: MayView<BillingArea>, _ site: ProductSite
    ) async throws -> Bool {
        let reader = try await BillingReader.of(proof, site)
        return try await site.database.read { tx in
            guard try reader.mayOpenAll(in: tx) else { throw Problem.notFound }
            return try reader.mayBeTold(in: tx)
        }
    }

    /// `mayJoin`: whether the reader is one of those who may be told.
    static func section(
        _ marks: [BalanceMark], _ money: MoneyProof, _ proof: MayView<BillingArea>, mayJoin: Bool, _ request: WebRequest
    ) -> HTML {
        let own = proof.member.me.person.id
        let rows = marks.map { mark -> [HTML] in
            let isTold = mark.people.contains(own)
            let named: HTML = "<span class=\"hidden\"> \(mark.amount.sum(mark.currency, money))</span>"
            func button(_ act: String, _ label: Phrase) -> HTML {
                Form(
                    BillingPath.mark(mark.id), request, inline: true,
                    content: "\(Hidden("act", act))<button class=\"button secondary\">\(label)\(named)</button>"
                ).html
            }
            let told: HTML =
                isTold ? button("leave", "billing.do-not-tell") : mayJoin ? button("join", "billing.tell-me") : ""
            let state: HTML = mark.isBelow ? Badge("billing.below-it", .warning).html : ""
            let remove: HTML = proof.mayManage ? button("remove", "billing.remove-mark") : ""
            let people: HTML = "\(words: "billing.told-people", ["count": mark.people.count])"
            let chosen: HTML =
                proof.mayManage
                ? "\(people)<small><a href=\"\(BillingPath.markPeople(mark.id))\">\(words: "billing.choose-who")\(named)</a></small>"
                : people
            return [
                "\(mark.amount.sum(mark.currency, money)) \(state)", chosen,
                "\(told)\(remove)",
            ]
        }
        let table: HTML =
            marks.isEmpty
            ? "<p class=\"quiet\">\(words: "billing.no-marks")</p>"
            : Table(
                "billing.marks", [.init("billing.mark", .name), .init("billing.who-is-told"), .init("product.actions", .actions)],
                rows: rows
            ).html
        let new: HTML =
            proof.mayManage && marks.count < BalanceMark.most
            ? "<p><a href=\"\(BillingPath.newMark)\">\(words: "billing.new-mark")</a></p>" : ""
        return "<section class=\"stack\"><h2>\(words: "billing.marks")</h2>\(table)\(new)</section>"
    }

    private static func form(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let form = sent.starting(with: [("currency", "EUR")]).focusing("amount")
        let amount = TextField("amount", "billing.mark", .text.limited(to: 30), in: form, hint: "billing.mark-hint")
        let currency = TextField("currency", "billing.currency", .text.limited(to: 3), in: form, hint: "billing.currency-hint")
        let buttons = Buttons("\(Button("billing.set-mark"))\(Button("product.cancel", .plain, to: BillingPath.billing))")
        return .page(
            site.shell(proof).page(
                "billing.new-mark", request, back: ("billing.title", BillingPath.billing),
                content: Panel(nil, Form(BillingPath.newMark, request, form, content: "\(amount)\(currency)\(buttons)").html).html),
            showing: form)
    }

    @Sendable private static func add(_ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        try await requireBalance(MayView(proof), site)
        func again(_ field: String, _ message: Phrase) -> WebResponse {
            form(proof, request, site, FormState(request.form, field, message))
        }
        guard let amount = Amount(request.form.text("amount")), amount > .zero else { return again("amount", "billing.enter-amount") }
        let currency = request.form.text("currency").uppercased()
        guard Currency.isKnown(currency) else { return again("currency", "billing.enter-currency") }
        let account = proof.account
        let now = request.time
        let mark = BalanceMark(
            id: Identifier<BalanceMarkKind>(at: now).text, account: account.id,
            accounts: account.names, currency: currency, amount: amount,
            people: [proof.member.me.person.id])
        let isThere = try await site.database.write { tx in
            guard try tx.balanceMarks(of: account.id).count < BalanceMark.most else { return false }
            var mark = mark
            // What is below it already is no news.
            mark.isBelow = try tx.isBelow(mark)
            try tx.insert(mark, at: now)
            return true
        }
        guard isThere else { return again("amount", Phrase("billing.too-many-marks", ["most": BalanceMark.most])) }
        return .redirect(BillingPath.billing, notice: .good("billing.mark-set"))
    }

    @Sendable private static func change(_ proof: MayView<BillingArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let mayJoin = try await requireBalance(proof, site)
        let id = try request.parameters(of: BillingPath.mark)
        let account = proof.account.id
        let own = proof.member.me.person.id
        let act = request.form.text("act")
        guard act != "remove" || proof.mayManage else { throw Problem.notFound }
        let isFound = try await site.database.write { tx in
            guard var mark = try tx.balanceMarks(of: account).first(where: { $0.id == id }) else { return false }
            switch act {
            case "remove": try tx.removeBalanceMark(id, of: account)
            case "join" where mayJoin && !mark.people.contains(own) && mark.people.count < MarkPeople.most:
                mark.people.append(own)
                try tx.update(mark)
            case "leave":
                mark.people.removeAll { $0 == own }
                try tx.update(mark)
            default: break
            }
            return true
        }
        guard isFound else { throw Problem.notFound }
        return .redirect(BillingPath.billing)
    }
}
