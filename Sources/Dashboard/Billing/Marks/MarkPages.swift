internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// The marks below which a balance is told of, on the page of billing. Whoever sees it says of themselves whether they want to know.
enum MarkPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(BillingPath.newMark, as: MayManage<BillingArea>.self) { proof, request, site in
            form(try await choices(proof, site), proof, request, site)
        }
        routes.post(BillingPath.newMark, as: MayManage<BillingArea>.self, add)
        routes.post(BillingPath.mark, as: MayView<BillingArea>.self, change)
        MarkPeople.register(on: routes)
    }

    /// A mark tells of a balance: it is there for those who see that.
    private static func choices(_ proof: MayManage<BillingArea>, _ site: ProductSite) async throws -> MarkChoices {
        let reader = try await BillingReader.of(MayView(proof), site)
        let choices = try await site.database.read { tx in try MarkChoices.find(reader, in: tx) }
        guard choices.isAny else { throw Problem.notFound }
        return choices
    }

    static func section(_ marks: ShownMarks, _ money: MoneyProof, _ proof: MayView<BillingArea>, _ request: WebRequest) -> HTML {
        let columns: [Table.Column] =
            [.init("billing.mark", .name)] + (marks.areOfSeveral ? [.init("billing.billed-to")] : [])
            + [.init("billing.who-is-told"), .init("product.actions", .actions)]
        let rows = marks.shown.map { one -> [HTML] in
            let mark = one.mark
            let named: HTML = "<span class=\"hidden\"> \(mark.amount.sum(mark.currency, money))</span>"
            let state: HTML = mark.isBelow ? Badge("billing.below-it", .warning).html : ""
            let people: HTML = "\(words: "billing.told-people", ["count": mark.people.count])"
            let chosen: HTML =
                proof.mayManage
                ? "\(people)<small><a href=\"\(BillingPath.markPeople(mark.id))\">\(words: "billing.choose-who")\(named)</a></small>"
                : people
            return ["\(mark.amount.sum(mark.currency, money)) \(state)"] + (marks.areOfSeveral ? ["\(one.payer.title)"] : [])
                + [chosen, actions(one, named, proof, request)]
        }
        let table: HTML =
            marks.shown.isEmpty ? "<p class=\"quiet\">\(words: "billing.no-marks")</p>" : Table("billing.marks", columns, rows: rows).html
        let new: HTML =
            proof.mayManage && marks.choices.hasRoom
            ? "<p><a href=\"\(BillingPath.newMark)\">\(words: "billing.new-mark")</a></p>" : ""
        return "<section class=\"stack\"><h2>\(words: "billing.marks")</h2>\(table)\(new)</section>"
    }

    private static func actions(_ one: ShownMarks.One, _ named: HTML, _ proof: MayView<BillingArea>, _ request: WebRequest) -> HTML {
        func button(_ act: String, _ label: Phrase) -> HTML {
            Form(
                BillingPath.mark(one.mark.id), request, inline: true,
                content: "\(Hidden("act", act))<button class=\"button secondary\">\(label)\(named)</button>"
            ).html
        }
        let isTold = one.mark.people.contains(proof.member.me.person.id)
        let told: HTML = isTold ? button("leave", "billing.do-not-tell") : one.mayJoin ? button("join", "billing.tell-me") : ""
        return "\(told)\(proof.mayManage ? button("remove", "billing.remove-mark") : "" as HTML)"
    }

    private static func form(
        _ choices: MarkChoices, _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite,
        _ sent: FormState = FormState()
    ) -> WebResponse {
        let form = sent.starting(with: [("currency", "EUR")]).focusing("amount")
        let amount = TextField("amount", "billing.mark", .text.limited(to: 30), in: form, hint: "billing.mark-hint")
        let whose: HTML =
            choices.isBilled
            ? Select(
                "billing", "billing.balance-of",
                choices.open.map { Choice($0.id, Phrase("billing.payer-in", ["name": $0.name, "currency": $0.currency])) },
                in: form
            ).html
            : TextField("currency", "billing.currency", .text.limited(to: 3), in: form, hint: "billing.currency-hint").html
        let buttons = Buttons("\(Button("billing.set-mark"))\(Button("product.cancel", .plain, to: BillingPath.billing))")
        return .page(
            site.shell(proof).page(
                "billing.new-mark", request, back: ("billing.title", BillingPath.billing),
                content: Panel(nil, Form(BillingPath.newMark, request, form, content: "\(amount)\(whose)\(buttons)").html).html),
            showing: form)
    }

    @Sendable private static func add(_ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let choices = try await choices(proof, site)
        func again(_ field: String, _ message: Phrase) -> WebResponse {
            form(choices, proof, request, site, FormState(request.form, field, message))
        }
        guard let amount = Amount(request.form.text("amount")), amount > .zero else { return again("amount", "billing.enter-amount") }
        let billing = choices.open.first { $0.id == request.form.text("billing") }
        guard !choices.isBilled || billing != nil else { return again("billing", "billing.choose-payer") }
        let currency = billing?.currency ?? request.form.text("currency").uppercased()
        guard Currency.isKnown(currency) else { return again("currency", "billing.enter-currency") }
        let account = proof.account
        let now = request.time
        let mark = BalanceMark(
            id: Identifier<BalanceMarkKind>(at: now).text, account: account.id, accounts: account.names, billing: billing?.id ?? "",
            currency: currency, amount: amount, people: [proof.member.me.person.id])
        let tooMany = Phrase("billing.too-many-marks", ["most": BalanceMark.most])
        guard try await site.database.read({ tx in try tx.hasRoom(for: mark) }) else { return again("amount", tooMany) }
        try await site.record(mark.record("billing.mark-set"), by: proof.member)
        let isThere = try await site.database.write { tx in
            guard try tx.hasRoom(for: mark) else { return false }
            var mark = mark
            // What is below it already is no news.
            mark.isBelow = try tx.isBelow(mark)
            try tx.insert(mark, at: now)
            return true
        }
        guard isThere else { return again("amount", tooMany) }
        return .redirect(BillingPath.billing, notice: .good("billing.mark-set"))
    }

    @Sendable private static func change(_ proof: MayView<BillingArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let reader = try await BillingReader.of(proof, site)
        let id = try request.parameters(of: BillingPath.mark)
        let own = proof.member.me.person.id
        let (mark, mayJoin) = try await site.database.read { tx -> (BalanceMark, Bool) in
            let mark = try reader.mark(id, in: tx)
            return (mark, try tx.payer(of: mark).map { reader.isAmong(try tx.audience(of: $0.0)) } ?? false)
        }
        switch request.form.text("act") {
        case "remove" where proof.mayManage:
            try await site.record(mark.record("billing.mark-removed"), by: proof.member)
            try await site.database.write { tx in try tx.removeBalanceMark(id, of: mark.account) }
        case "remove": throw Problem.notFound
        case "join" where mayJoin && !mark.people.contains(own) && mark.people.count < MarkPeople.most:
            try await tell(mark.people + [own], of: mark, proof, site)
        case "leave" where mark.people.contains(own):
            try await tell(mark.people.filter { $0 != own }, of: mark, proof, site)
        default: break
        }
        return .redirect(BillingPath.billing)
    }

    /// Takes the reader alone among those who are told, or out: others may have been chosen meanwhile.
    private static func tell(
        _ people: [String], of mark: BalanceMark, _ proof: MayView<BillingArea>, _ site: ProductSite
    ) async throws {
        try await site.record(mark.record(choosing: people), by: proof.member)
        let own = proof.member.me.person.id
        try await site.database.write { tx in
            guard var now = try tx.balanceMarks(of: mark.account).first(where: { $0.id == mark.id }) else { throw Problem.notFound }
            now.people.removeAll { $0 == own }
            if people.contains(own) { now.people.append(own) }
            try tx.update(now)
        }
    }
}
