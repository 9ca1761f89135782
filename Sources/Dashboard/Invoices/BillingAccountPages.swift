internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// Who is billed: made, changed, and given projects, each from the next month on.
enum BillingAccountPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(InvoicePath.newAccount, as: MayManage<BillingArea>.self) { proof, request, site in
            guard try await BillingReader.of(MayView(proof), site).seesEveryProject else { throw needsEveryProject }
            return newPage(proof, request, site)
        }
        routes.post(InvoicePath.accounts, as: MayManage<BillingArea>.self, make)
        routes.get(InvoicePath.account, as: MayView<BillingArea>.self) { proof, request, site in
            try await page(try request.parameters(of: InvoicePath.account), proof, request, site)
        }
        routes.post(InvoicePath.account, as: MayManage<BillingArea>.self, change)
        routes.post(InvoicePath.projects, as: MayManage<BillingArea>.self, move)
    }

    /// The first is billed for every project, and each new one may get any of them.
    private static let needsEveryProject = Problem(
        status: 403, code: "every-project-needed", title: "billing.needs-every-project", detail: "billing.needs-every-project-next")

    private static func fields(_ form: FormState) -> HTML {
        """
        \(TextField("name", "billing.legal-name", .organization.limited(to: BillingAccount.longestLine), in: form))\
        \(TextArea("address", "billing.address", rows: 4, in: form))\
        \(TextField("tax_number", "billing.tax-number", .text.limited(to: BillingAccount.longestLine), in: form, optional: true))\
        \(TextField(
            "purchase_order", "billing.purchase-order", .text.limited(to: BillingAccount.longestLine), in: form,
            hint: "billing.purchase-order-hint", optional: true))
        """
    }

    private static func newPage(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let form = sent.starting(with: [("currency", "EUR")]).focusing("name")
        let currency = TextField("currency", "billing.currency", .text.limited(to: 3), in: form, hint: "billing.currency-of-invoices")
        let buttons = Buttons("\(Button("billing.make-account"))\(Button("product.cancel", .plain, to: BillingPath.billing))")
        return .page(
            site.shell(proof).page(
                "billing.new-account", request, lead: "billing.new-account-lead", back: ("billing.title", BillingPath.billing),
                content: Panel(
                    nil, Form(InvoicePath.accounts, request, form, content: "\(fields(form))\(currency)\(buttons)").html
                ).html), showing: form)
    }

    /// What the form says, or what is wrong with it.
    private static func read(_ request: WebRequest) throws -> (name: String, address: String, taxNumber: String, order: String) {
        func line(_ name: String, _ most: Int) throws -> String {
            let text = request.form.text(name)
            guard text.count <= most,
                !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\r" })
            else {
                throw Problem(
                    status: 422, code: "invalid", title: "billing.account-not-saved",
                    fields: [FieldError(name, Phrase("billing.no-such-text", ["most": most]))])
            }
            return text
        }
        let name = try line("name", BillingAccount.longestLine).tidyName
        guard !name.showsNothing else {
            throw Problem(
                status: 422, code: "invalid", title: "billing.account-not-saved", fields: [FieldError("name", "billing.enter-legal-name")])
        }
        let address = try line("address", BillingAccount.longestAddress)
        guard !address.showsNothing else {
            throw Problem(
                status: 422, code: "invalid", title: "billing.account-not-saved", fields: [FieldError("address", "billing.enter-address")])
        }
        let lines = address.split(whereSeparator: \.isNewline).map { String($0).tidyName }.filter { !$0.isEmpty }
        return (
            name, lines.joined(separator: "\n"), try line("tax_number", BillingAccount.longestLine).tidyName,
            try line("purchase_order", BillingAccount.longestLine).tidyName
        )
    }

    @Sendable private static func make(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let account = proof.account
        let now = request.time
        guard try await BillingReader.of(MayView(proof), site).seesEveryProject else { throw needsEveryProject }
        do {
            let given = try read(request)
            let currency = request.form.text("currency").uppercased()
            guard Currency.isKnown(currency) else {
                throw Problem(
                    status: 422, code: "invalid", title: "billing.account-not-saved",
                    fields: [FieldError("currency", "billing.enter-currency")])
            }
            let billing = BillingAccount(
                id: Identifier<BillingAccountKind>(at: now).text, account: account.id,
                names: account.names, name: given.name, currency: currency,
                address: given.address, taxNumber: given.taxNumber, purchaseOrder: given.order, sinceMonth: Month.of(now))
            let known = try await site.database.read { tx in try tx.currenciesBilled(to: billing.names) }
            guard known.isEmpty || known.contains(currency) else {
                throw Problem(
                    status: 422, code: "invalid", title: "billing.account-not-saved",
                    fields: [
                        FieldError("currency", Phrase("billing.no-such-currency", ["known": Phrase.any(known.sorted().map { .text($0) })]))
                    ])
            }
            try await site.database.read { tx in try requireRoom(account.id, in: tx) }
            try await site.record(billing.record("billing.account-made"), by: proof.member)
            try await site.database.write { tx in
                try requireRoom(account.id, in: tx)
                try tx.insert(billing, at: now)
                try tx.giveBalanceMarks(to: billing)
            }
        } catch let problem as Problem where problem.isAboutInput {
            return newPage(proof, request, site, FormState(request.form, problem, status: problem.status))
        }
        return .redirect(BillingPath.billing, notice: .good("billing.account-made"))
    }

    private static func requireRoom(_ account: String, in tx: Transaction) throws {
        guard try tx.billingAccounts(of: account).count < BillingAccount.most else {
            throw Problem(
                status: 422, code: "invalid", title: "billing.account-not-saved",
                fields: [FieldError("name", Phrase("billing.too-many-accounts", ["most": BillingAccount.most]))])
        }
    }

    private static func page(
        _ id: String, _ proof: MayView<BillingArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let reader = try await BillingReader.of(proof, site)
        let month = Month.of(request.time)
        let (billing, now, next) = try await site.database.read { tx -> (BillingAccount, [Int64: String], [Int64: String]) in
            let billing = try reader.billing(id, in: tx)
            let first = try tx.billingAccounts(of: billing.account).first?.id ?? id
            let numbers = reader.visible.projects.compactMap(\.number)
            return (billing, try tx.billing(of: numbers, in: month, first: first), try tx.billing(of: numbers, in: month + 1, first: first))
        }
        let form = sent.starting(with: [
            ("name", billing.name), ("address", billing.address), ("tax_number", billing.taxNumber),
            ("purchase_order", billing.purchaseOrder),
        ])
        let save = Buttons("\(Button("billing.save-account"))")
        let details: HTML =
            proof.mayManage
            ? Form(InvoicePath.account(id), request, form, content: "\(fields(form))\(save)").html
            : Definitions([("billing.legal-name", HTML(text: billing.name)), ("billing.address", HTML(text: billing.address))]).html
        let view = BillingProjects(billing: billing, projects: reader.visible.projects, now: now, next: next, month: month)
        return .page(
            site.shell(proof).page(
                .text(billing.name), request, lead: Phrase("billing.invoiced-in", ["currency": billing.currency]),
                back: ("billing.title", BillingPath.billing),
                content: "\(Panel(nil, details))\(view.html(request, mayManage: proof.mayManage))"), showing: form)
    }

    @Sendable private static func change(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let id = try request.parameters(of: InvoicePath.account)
        let view = MayView(proof)
        let reader = try await BillingReader.of(view, site)
        do {
            let given = try read(request)
            let known = try await site.database.read { tx in try reader.billing(id, in: tx) }
            try await site.record(known.record("billing.account-changed"), by: proof.member)
            try await site.database.write { tx in
                var billing = try reader.billing(id, in: tx)
                billing.name = given.name
                billing.address = given.address
                billing.taxNumber = given.taxNumber
                billing.purchaseOrder = given.order
                try tx.update(billing)
            }
        } catch let problem as Problem where problem.isAboutInput {
            return try await page(id, view, request, site, FormState(request.form, problem, status: problem.status))
        }
        return .redirect(InvoicePath.account(id), notice: .good("billing.account-saved"))
    }

    /// Only a project that the mover sees, out of a billing account that they may open.
    @Sendable private static func move(
        _ proof: MayManage<BillingArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let id = try request.parameters(of: InvoicePath.projects)
        let reader = try await BillingReader.of(MayView(proof), site)
        let asked = request.form.text("project")
        guard let project = reader.visible.projects.first(where: { $0.id == asked }), let number = project.number else {
            throw Problem.notFound
        }
        let next = Month.of(request.time) + 1
        let to = try await site.database.read { tx -> BillingAccount? in
            let to = try reader.billing(id, in: tx)
            // What has a price in another currency would be on no invoice.
            let used = try tx.currencies(of: [number], since: next - 3)
            guard used.isEmpty || used.contains(to.currency) else { return nil }
            let all = try tx.billingAccounts(of: to.account)
            let from = try tx.billing(of: [number], in: next, first: all.first?.id ?? id)[number] ?? id
            _ = try reader.billing(from, in: tx)
            return to
        }
        guard let to else {
            return .redirect(InvoicePath.account(id), notice: .bad(Phrase("billing.other-currency", ["project": project.name])))
        }
        try await site.record(to.record("billing.project-moved", ["project": asked, "from": Month.iso(next)]), by: proof.member)
        let person = proof.member.me.person.id
        let now = request.time
        try await site.database.write { tx in try tx.move(number, to: id, from: next, by: person, at: now) }
        return .redirect(
            InvoicePath.account(id),
            notice: .good(Phrase("billing.project-moved", ["project": project.name, "month": Month.words(next)])))
    }
}
