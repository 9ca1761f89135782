internal import Core
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
            [
                HTML(text: domain.name.text), PageText.time(domain.addedAt), HTML(text: domain.addedBy),
                proof.mayManage
                    ? "<a class=\"button plain\" href=\"\(DomainPath.removal(domain.id))\">Remove<span class=\"hidden\"> \(domain.name.text)</span></a>"
                    : HTML(),
            ]
        }
        let addButton = proof.mayManage ? Button("Add a domain", to: DomainPath.add).html : HTML()
        let empty = EmptyState(
            "No sending domains yet",
            "A sending domain is the part of your address after the @. Mail leaves only from domains on this list.",
            icon: .domain, action: addButton)
        let older = found.count > pageSize ? shown.last.map { DomainPath.list.query([("after", $0.name.text)]) } : nil
        let table = Table(
            "Sending domains of \(proof.account.name)", [.init("Domain"), .init("Added"), .init("By"), .init("Actions", .actions)],
            rows: rows)
        let isWhole = after.isEmpty && older == nil && !rows.isEmpty
        return .page(
            site.shell(proof).page(
                "Domains", request,
                lead: isWhole ? "\(PageText.count(rows.count, "sending domain", "sending domains")) of \(proof.account.name)" : nil,
                actions: rows.isEmpty ? HTML() : addButton,
                content:
                    "\(rows.isEmpty && after.isEmpty ? empty.html : table.html)\(Paging(newer: after.isEmpty ? nil : DomainPath.list, older: older))"
            ))
    }

    private static func form(
        _ proof: MayManage<DomainsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("name")
        let name = TextField(
            "name", "Domain", .domainName, in: form, hint: "The part after the @, such as mail.company.com")
        let content = Form(
            DomainPath.add, request, form,
            content: """
                \(name)\
                \(Buttons("\(Button("Add the domain"))\(Button("Cancel", .plain, to: DomainPath.list))"))
                """)
        return .page(
            site.shell(proof).page("Add a domain", request, back: ("Domains", DomainPath.list), content: Panel(nil, content.html).html),
            showing: form)
    }

    @Sendable private static func add(_ proof: MayManage<DomainsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        guard let name = DomainName(request.form.text("name")) else {
            let message = "Enter a domain such as mail.company.com, without http:// and without an @."
            return form(proof, request, site, FormState(request.form, "name", message))
        }
        let person = proof.member.me.person
        let domain = SendingDomain(
            id: SendingDomainID(at: request.time), name: name, addedAt: request.time,
            addedBy: person.name.isEmpty ? person.email : person.name)
        let account = proof.account.id
        guard try await site.database.write({ tx in try tx.add(domain, to: account) }) else {
            return form(proof, request, site, FormState(request.form, "name", "\(name.text) is on the list already."))
        }
        return .redirect(DomainPath.list, notice: .good("\(name.text) was added."))
    }

    private static func removalPage(
        _ proof: ManagedDomain, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let domain = proof.domain
        let content = Form(
            DomainPath.removal(domain.id), request, form,
            content: """
                \(TextField("name", "Type \(domain.name.text) to confirm", in: form))\
                \(Buttons("\(Button("Remove the domain", .danger))\(Button("Keep it", .secondary, to: DomainPath.list))"))
                """)
        return .page(
            site.shell(proof.member).page(
                "Remove \(domain.name.text)", request, back: ("Domains", DomainPath.list),
                content: Panel(
                    danger: true, "<p>Mail from addresses at \(domain.name.text) is refused from the moment you remove it.</p>\(content)"
                ).html), showing: form)
    }

    @Sendable private static func remove(_ proof: ManagedDomain, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let domain = proof.domain
        guard domain.name.text.isTyped(as: request.form.text("name")) else {
            let message = "Type the domain as it stands above: \(domain.name.text)."
            return removalPage(proof, request, site, FormState(request.form, "name", message))
        }
        let account = proof.member.account.id
        try await site.database.write { tx in try tx.removeSendingDomain(domain.id, of: account) }
        return .redirect(DomainPath.list, notice: .good("\(domain.name.text) was removed."))
    }
}
