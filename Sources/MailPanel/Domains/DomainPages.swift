internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// A member who may change sending domains, and the domain of the path, which is one of their account.
struct ManagedDomain: Proof {
    let member: MayManage<DomainsArea>
    let domain: SendingDomain

    static func establish(_ request: WebRequest, in site: ProductSite) async throws -> ManagedDomain {
        let member = try await MayManage<DomainsArea>.establish(request, in: site)
        let id = try request.parameters(of: DomainPath.removal)
        return ManagedDomain(member: member, domain: try await SendingDomain.found(id, of: member.account.id, site))
    }
}

extension SendingDomain {
    /// A domain of another account is treated as if it did not exist.
    static func found(_ id: SendingDomainID, of account: String, _ site: ProductSite) async throws -> SendingDomain {
        guard let domain = try await site.database.read({ tx in try tx.sendingDomain(id, of: account) }) else { throw Problem.notFound }
        return domain
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
        DomainPage.register(on: routes)
    }

    @Sendable private static func list(_ proof: MayView<DomainsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let after = request.query["after"] ?? ""
        let account = proof.account.id
        let preset = request.query["time"].flatMap(TimePreset.init)
        let today = Day.of(request.time)
        let showsFigures = after.isEmpty && proof.account.mayView(EventsArea.self)
        let (found, broken, figures) = try await site.database.read { tx in
            (
                try tx.sendingDomains(of: account, after: after, limit: pageSize + 1),
                after.isEmpty ? try tx.brokenDomains(of: account, limit: BrokenDomains.most + 1) : [],
                showsFigures ? try EventFigures.find(account, preset, today: today, in: tx) : nil
            )
        }
        let shown = found.prefix(pageSize)
        let rows = shown.map { domain -> [HTML] in
            let name = domain.shown
            let removal: HTML = """
                <a class="button plain" href="\(DomainPath.removal(domain.id))">\(words: "domains.remove")<span class="hidden"> \(name)</span></a>
                """
            let ascii: HTML? = name == domain.name ? nil : "<small>\(domain.name)</small>"
            return [
                "<a href=\"\(DomainPath.domain(domain.id))\">\(name)</a>\(ascii)", DomainPage.badge(domain).html,
                PageText.time(domain.addedAt),
                HTML(text: domain.addedBy), proof.mayManage ? removal : HTML(),
            ]
        }
        let addButton = proof.mayManage ? Button("domains.add", to: DomainPath.add).html : HTML()
        let empty = EmptyState("domains.none", "domains.none-text", icon: .domain, action: addButton)
        let next = found.count > pageSize ? shown.last.map { DomainPath.list.query([("after", $0.name)]) } : nil
        let table = Table(
            Phrase("domains.list", ["account": proof.account.name]),
            [
                .init("domains.domain", .name), .init("domains.state"), .init("domains.added"), .init("domains.by"),
                .init("product.actions", .actions),
            ], rows: rows)
        let counted = Phrase("domains.count", ["count": rows.count, "account": proof.account.name])
        let isWhole = after.isEmpty && next == nil && !rows.isEmpty
        return .page(
            site.shell(proof).page(
                "domains.title", request, lead: isWhole ? counted : nil, actions: rows.isEmpty ? HTML() : addButton,
                content: """
                    \(BrokenDomains(domains: broken))\(figures?.html(today: today, proof.member.place))\
                    \(rows.isEmpty && after.isEmpty ? empty.html : table.html)\
                    \(Paging(start: after.isEmpty ? nil : DomainPath.list, next: next))
                    """
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
        guard let name = DomainName.canonical(request.form.text("name")), name.utf8.count <= SendingDomain.longestName else {
            return form(proof, request, site, FormState(request.form, "name", "domains.enter-domain"))
        }
        let person = proof.member.me.person
        let domain = SendingDomain(
            id: SendingDomainID(at: request.time), account: proof.account.id, name: name, addedAt: request.time,
            addedBy: person.named, people: [person.id])
        let key = try DKIMKey.make(for: domain.id, sealedBy: site.keyring, at: request.time)
        let added = try await site.database.write { tx in
            let added = try tx.add(domain)
            if added == .added { try tx.insert(key) }
            return added
        }
        switch added {
        case .added: return .redirect(DomainPath.domain(domain.id), notice: .good(Phrase("domains.was-added", ["domain": domain.shown])))
        case .tooMany:
            return form(proof, request, site, FormState(request.form, "name", Phrase("domains.too-many", ["most": SendingDomain.most])))
        case .known, .belongsToAnother:
            let message = Phrase(added == .known ? "domains.known" : "domains.of-another", ["domain": domain.shown])
            return form(proof, request, site, FormState(request.form, "name", message))
        }
    }

    private static func removalPage(
        _ proof: ManagedDomain, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let name = proof.domain.shown
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
        let typed = request.form.text("name")
        guard domain.shown.isTyped(as: typed) || domain.name.isTyped(as: typed) else {
            let message = Phrase("domains.type-domain", ["domain": domain.shown])
            return removalPage(proof, request, site, FormState(request.form, "name", message))
        }
        let account = proof.member.account.id
        try await site.database.write { tx in try tx.removeSendingDomain(domain.id, of: account) }
        return .redirect(DomainPath.list, notice: .good(Phrase("domains.was-removed", ["domain": domain.shown])))
    }
}
