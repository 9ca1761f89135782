internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Who is told of a mark, chosen by whoever manages Billing among those who have it. The ID decides again who of them may know when it tells them,
/// and when they open what they were told.
enum MarkPeople {
    static let most = 100

    static func register(on routes: Routes<ProductSite>) {
        routes.get(BillingPath.markPeople, as: MayManage<BillingArea>.self) { proof, request, site in
            try await page(proof, request, site)
        }
        routes.post(BillingPath.markPeople, as: MayManage<BillingArea>.self, choose)
    }

    /// A mark, and whom its reader may choose.
    private struct Choosing: Sendable {
        let mark: BalanceMark
        /// nil for whoever may not know who the others are.
        let readers: [AreaReader]?
        let own: String

        /// The people whom the reader may choose: all who have Billing, or themselves.
        var choosable: Set<String> { Set(readers.map { $0.map(\.person) } ?? [own]) }

        /// Who stays chosen, because the reader may not say anything of them. Whoever has lost Billing does not.
        var others: [String] { readers == nil ? mark.people.filter { $0 != own } : [] }
    }

    private static func load(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> Choosing {
        let id = try request.parameters(of: BillingPath.markPeople)
        let reader = try await BillingReader.of(MayView(proof), site)
        let (mark, audience) = try await site.database.read { tx -> (BalanceMark, AreaAudience) in
            let mark = try reader.mark(id, in: tx)
            return (mark, try tx.payer(of: mark).map { try tx.audience(of: $0.0) } ?? .everyProject)
        }
        let readers = try await proof.member.readers(of: BillingArea.self, among: audience)
        return Choosing(mark: mark, readers: readers, own: proof.member.me.person.id)
    }

    private static func page(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let choosing = try await load(proof, request, site)
        let mark = choosing.mark
        let form = sent.starting(with: mark.people.map { ("person", $0) })
        let me = proof.member.me.person
        let choices = choosing.readers?.map(\.choice) ?? [Choice(me.id, .text(me.named))]
        let stay: HTML = choosing.others.isEmpty ? "" : " \(words: "billing.people-stay", ["count": choosing.others.count])"
        let note: HTML = choosing.readers == nil ? "<p class=\"quiet\">\(words: "billing.people-unseen")\(stay)</p>" : ""
        let buttons = Buttons("\(Button("billing.save-people"))\(Button("product.cancel", .plain, to: BillingPath.billing))")
        let fields = Choices("person", "billing.who-is-told", .many, choices, in: form, hint: "billing.people-hint")
        let money = MoneyProof(MayView(proof))
        return .page(
            site.shell(proof).page(
                Phrase("billing.people-of", ["mark": mark.amount.words(mark.currency, money)]), request,
                back: ("billing.title", BillingPath.billing),
                content: Panel(nil, "\(note)\(Form(BillingPath.markPeople(mark.id), request, form, content: "\(fields)\(buttons)"))").html),
            showing: sent)
    }

    @Sendable private static func choose(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let choosing = try await load(proof, request, site)
        let chosen = Set(request.form.all("person"))
        guard chosen.isSubset(of: choosing.choosable) else {
            return try await page(proof, request, site, FormState(request.form, "person", "billing.choose-people"))
        }
        let people = (choosing.others + chosen.sorted()).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard people.count <= most else {
            return try await page(
                proof, request, site, FormState(request.form, "person", Phrase("billing.too-many-people", ["most": most])))
        }
        guard people != choosing.mark.people else { return .redirect(BillingPath.billing, notice: .good("billing.people-saved")) }
        try await site.record(choosing.mark.record(choosing: people), by: proof.member)
        let account = proof.account.id
        let id = choosing.mark.id
        try await site.database.write { tx in
            guard var mark = try tx.balanceMarks(of: account).first(where: { $0.id == id }) else { throw Problem.notFound }
            mark.people = people
            try tx.update(mark)
        }
        return .redirect(BillingPath.billing, notice: .good("billing.people-saved"))
    }
}
