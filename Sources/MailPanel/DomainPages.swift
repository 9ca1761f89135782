internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// A member who may change sending domains, and the domain of the path, which is one of their account.
struct ManagedDomain: Proof {
    let member: MayManage<DomainsArea>
    let domain: SendingDomain

    static func establish(_ request: WebRequest, in site: ProductSite) async throws -> ManagedDomain {
        let member = try await MayManage<DomainsArea>.establish(request, in: site)
        let id = try request.parameters(of: DomainPath.removal)
        let account = member.account.id
        guard let domain = try await site.database.read({ tx in try tx.sendingDomain(id, of: account) }) else { throw Problem.notFound }
        return ManagedDomain(member: member, domain: domain)
    }
}

/// The sending domains of an account: listed, added, removed.
enum DomainPages {
    private static let pageSize = 50

    static func register(on routes: Routes<ProductSite>) {
        routes.get(DomainPath.list, as: MayView<DomainsArea>.self, list)
        routes.get(DomainPath.add, as: MayManage<DomainsArea>.self) { proof, request, site in form(proof, request, site) }
        routes.post(DomainPath.add, as: MayManage<DomainsArea>.self, add)
        routes.get(DomainPath.removal, as: ManagedDomain.self) { proof, request, site in
            removalPage(proof, request, site)
        }
        routes.post(DomainPath.removal, as: ManagedDomain.self, remove)
    }

    @Sendable private static func list(_ proof: MayView<DomainsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let after = request.query["after"] ?? ""
        let account = proof.account.id
        let found = try await site.database.read { tx in try tx.sendingDomains(of: account, after: after, limit: pageSize + 1) }
        let shown = found.prefix(pageSize)
        let rows = shown.map { domain -> [HTML] in
            let name = domain.name.text
            let removal: HTML = """
                <a class="button plain" href="\(DomainPath.removal(domain.id))">\(words: "domains.remove")<span class="hidden"> \(name)</span></a>
                """
            return [
                HTML(text: name), PageText.time(domain.addedAt), HTML(text: domain.addedBy), proof.mayManage ? removal : HTML(),
            ]
        }
        let addButton = proof.mayManage ? Button("domains.add", to: DomainPath.add).html : HTML()
        let empty = EmptyState("domains.none", "domains.none-text", icon: .domain, action: addButton)
        let older = found.count > pageSize ? shown.last.map { DomainPath.list.query([("after", $0.name.text)]) } : nil
        let table = Table(
            Phrase("domains.list", ["account": proof.account.name]),
            [.init("domains.domain"), .init("domains.added"), .init("domains.by"), .init("product.actions", .actions)], rows: rows)
        let counted = Phrase("domains.count", ["count": rows.count, "account": proof.account.name])
        let isWhole = after.isEmpty && older == nil && !rows.isEmpty
        return .page(
            site.shell(proof).page(
                "domains.title", request, lead: isWhole ? counted : nil, actions: rows.isEmpty ? HTML() : addButton,
                content:
                    "\(rows.isEmpty && after.isEmpty ? empty.html : table.html)\(Paging(newer: after.isEmpty ? nil : DomainPath.list, older: older))"
            ))
    }

    private static func form(
        _ proof: MayManage<DomainsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("name")
        let name = TextField("name", "domains.domain", .domainName, in: form, hint: "domains.domain-hint")
        let content = Form(
            DomainPath.add, request, form,
            content: """
                \(name)\
                \(Buttons("\(Button("domains.add-this"))\(Button("product.cancel", .plain, to: DomainPath.list))"))
                """)
        return .page(
            site.shell(proof).page(
                "domains.add", request, back: ("domains.title", DomainPath.list), content: Panel(nil, content.html).html), showing: form)
    }

    @Sendable private static func add(_ proof: MayManage<DomainsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        guard let name = DomainName(request.form.text("name")) else {
            return form(proof, request, site, FormState(request.form, "name", "domains.enter-domain"))
        }
        let person = proof.member.me.person
        let domain = SendingDomain(
            id: SendingDomainID(at: request.time), name: name, addedAt: request.time,
            addedBy: person.name.isEmpty ? person.email : person.name)
        let account = proof.account.id
        guard try await site.database.write({ tx in try tx.add(domain, to: account) }) else {
            let message = Phrase("domains.known", ["domain": name.text])
            return form(proof, request, site, FormState(request.form, "name", message))
        }
        return .redirect(DomainPath.list, notice: .good(Phrase("domains.was-added", ["domain": name.text])))
    }

    private static func removalPage(
        _ proof: ManagedDomain, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let name = proof.domain.name.text
        let content = Form(
            DomainPath.removal(proof.domain.id), request, form,
            content: """
                \(TextField("name", Phrase("product.type-to-confirm", ["name": name]), in: form))\
                \(Buttons("\(Button("domains.remove-this", .danger))\(Button("domains.keep", .secondary, to: DomainPath.list))"))
                """)
        return .page(
            site.shell(proof.member).page(
                Phrase("domains.remove-named", ["domain": name]), request, back: ("domains.title", DomainPath.list),
                content: Panel(danger: true, "<p>\(words: "domains.removing", ["domain": name])</p>\(content)").html), showing: form)
    }

    @Sendable private static func remove(_ proof: ManagedDomain, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let domain = proof.domain
        guard domain.name.text.isTyped(as: request.form.text("name")) else {
            let message = Phrase("domains.type-domain", ["domain": domain.name.text])
            return removalPage(proof, request, site, FormState(request.form, "name", message))
        }
        let account = proof.member.account.id
        try await site.database.write { tx in try tx.removeSendingDomain(domain.id, of: account) }
        return .redirect(DomainPath.list, notice: .good(Phrase("domains.was-removed", ["domain": domain.name.text])))
    }
}
