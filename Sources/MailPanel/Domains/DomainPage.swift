internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// One sending domain: the records to set, each with what name servers say of it, the keys that sign its mail, and who is told when it breaks.
enum DomainPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(DomainPath.domain, as: MayView<DomainsArea>.self, show)
        routes.post(DomainPath.check, as: MayView<DomainsArea>.self, check)
        routes.post(DomainPath.people, as: MayView<DomainsArea>.self, changePeople)
        routes.post(DomainPath.keys, as: ManagedDomain.self, rotate)
    }

    static func badge(_ domain: SendingDomain) -> Badge {
        if domain.brokenAt != nil { return Badge("domains.broken", .bad) }
        return domain.verifiedAt == nil ? Badge("domains.not-verified", .warning) : Badge("domains.verified", .good)
    }

    @Sendable private static func show(_ proof: MayView<DomainsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let domain = try await SendingDomain.found(try request.parameters(of: DomainPath.domain), of: proof.account.id, site)
        let keys = try await DomainCheck.keys(of: domain, site, at: request.time)
        let records = DomainRecord.all(of: domain, keys, SendingHost(site), at: request.time)
        let (states, isTaken) = try await site.database.read { tx in
            (try records.map { try tx.state(of: $0, domain.id) }, try tx.isVerifiedElsewhere(domain))
        }
        let view = RecordTable(domain: domain, keys: keys)
        let ascii: Phrase? = domain.shown == domain.name ? nil : .text(domain.name)
        let remove: HTML =
            proof.mayManage
            ? "<p><a class=\"button plain\" href=\"\(DomainPath.removal(domain.id))\">\(words: "domains.remove-this")</a></p>" : ""
        return .page(
            site.shell(proof).page(
                .text(domain.shown), request, lead: ascii, back: ("domains.title", DomainPath.list),
                content: """
                    \(state(domain, isTaken))
                    \(view.html(Array(zip(records, states))))
                    \(checking(domain, request))
                    \(proof.mayManage ? keyPanel(domain, keys, request) : "" as HTML)
                    \(people(domain, proof, request))\(remove)
                    """))
    }

    private static func state(_ domain: SendingDomain, _ isTaken: Bool) -> HTML {
        if let since = domain.brokenAt {
            return Notice.bad(Phrase("domains.broken-since", ["since": Phrase.time(since)])).html
        }
        if isTaken { return Notice.bad(Phrase("domains.of-another", ["domain": domain.shown])).html }
        guard let since = domain.verifiedAt else { return Notice.info("domains.set-these").html }
        return Notice.good(Phrase("domains.verified-since", ["day": Phrase.day(since)])).html
    }

    private static func checking(_ domain: SendingDomain, _ request: WebRequest) -> HTML {
        let last: HTML =
            domain.checkedAt.map { "\(words: "domains.checked", ["time": Phrase.time($0)])" } ?? "\(words: "domains.never-checked")"
        return """
            <div class="buttons">\(Form(DomainPath.check(domain.id), request, inline: true, content: Button("domains.check", .secondary).html))\
            <p class="quiet">\(last) \(words: "domains.checked-hourly")</p></div>
            """
    }

    private static func keyPanel(_ domain: SendingDomain, _ keys: [DKIMKey], _ request: WebRequest) -> HTML {
        let waits = keys.first { $0.inUseAt == nil && keys.count > 1 } != nil
        let act: HTML =
            waits
            ? "<p>\(words: "domains.key-waits")</p>"
            : Form(DomainPath.keys(domain.id), request, content: Button("domains.new-key", .secondary).html).html
        let name = keys.signing?.selector ?? ""
        return Panel(
            "domains.signing",
            "<p>\(words: "domains.signing-lead", ["selector": name])</p><p class=\"quiet\">\(words: "domains.new-key-lead")</p>\(act)"
        ).html
    }

    private static func people(_ domain: SendingDomain, _ proof: MayView<DomainsArea>, _ request: WebRequest) -> HTML {
        let isTold = domain.people.contains(proof.member.me.person.id)
        let button: HTML = """
            \(Hidden("act", isTold ? "leave" : "join"))\(Button(isTold ? "domains.do-not-tell" : "domains.tell-me", .secondary))
            """
        return Panel(
            "domains.when-it-breaks",
            "<p>\(words: isTold ? "domains.you-are-told" : "domains.you-are-not-told")</p>\(Form(DomainPath.people(domain.id), request, content: button))"
        ).html
    }

    @Sendable private static func check(_ proof: MayView<DomainsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let domain = try await SendingDomain.found(try request.parameters(of: DomainPath.check), of: proof.account.id, site)
        let back = DomainPath.domain(domain.id)
        if let last = domain.checkedAt, request.time < last + SendingDomain.pause {
            return .redirect(back, notice: .info("domains.just-checked"))
        }
        guard try await DomainCheck(site).run(domain) != nil else { throw Problem.notFound }
        return .redirect(back, notice: .good("domains.was-checked"))
    }

    @Sendable private static func changePeople(_ proof: MayView<DomainsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let id = try request.parameters(of: DomainPath.people)
        let account = proof.account.id
        let own = proof.member.me.person.id
        let joins = request.form.text("act") == "join"
        let isFound = try await site.database.write { tx in
            guard var domain = try tx.sendingDomain(id, of: account) else { return false }
            domain.people.removeAll { $0 == own }
            if joins, domain.people.count < 100 { domain.people.append(own) }
            try tx.update(domain)
            return true
        }
        guard isFound else { throw Problem.notFound }
        return .redirect(DomainPath.domain(id))
    }

    @Sendable private static func rotate(_ proof: ManagedDomain, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        let domain = proof.domain
        let key = try DKIMKey.make(for: domain.id, sealedBy: site.keyring, at: request.time)
        let isMade = try await site.database.write { tx in
            let keys = try tx.dkimKeys(of: domain.id)
            // One that waits is used first; a newer one would leave the first record without a meaning.
            guard try tx.sendingDomain(domain.id) != nil, keys.count < 2 || keys.allSatisfy({ $0.inUseAt != nil }) else { return false }
            try tx.insert(key)
            return true
        }
        return .redirect(
            DomainPath.domain(domain.id), notice: isMade ? .good("domains.new-key-made") : .info("domains.key-waits"))
    }
}
