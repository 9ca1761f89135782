internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The home page of the ID application: the person's products, how they sign in, and where they are signed in.
enum HomePage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(CommonPath.home, as: SignedIn.self, show)
    }

    private struct Contents: Sendable {
        let addresses: [PersonAddress]
        let factors: [SecondFactor]
        let keys: [Passkey]
        let hasSecondFactor: Bool
        let recoveryCodes: RecoveryCodes.Standing?
        let sessions: [Session]
        let memberships: [(product: ProductID, account: String, role: Phrase)]
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let now = site.clock.now()
        let catalog = site.catalog
        let contents = try await site.database.read { tx in
            Contents(
                addresses: try tx.addresses(of: person), factors: try tx.secondFactors(of: person),
                keys: try tx.passkeys(of: person), hasSecondFactor: try tx.hasSecondFactor(person),
                recoveryCodes: try tx.recoveryCodes(of: person),
                sessions: try tx.sessions(of: person, at: now),
                memberships: try tx.memberships(of: person).filter { $0.status == .active }.compactMap { member in
                    guard let account = try tx.account(member.account) else { return nil }
                    return (member.product, account.name, catalog[member.product]?.role(member.role)?.title ?? .text(member.role.rawValue))
                })
        }
        let content: HTML = """
            \(checkUp(contents))\(products(contents, site))\(signInWays(contents, proof))\(sessions(contents, proof, request))
            """
        return .page(
            site.shell(proof, address: contents.addresses.main).page(
                Phrase("home.hello", ["name": proof.person.name]), request, content: content))
    }

    private static func checkUp(_ contents: Contents) -> CheckUp {
        CheckUp(
            addresses: contents.addresses, hasSecondFactor: contents.hasSecondFactor,
            hasPasskey: contents.keys.contains { $0.kind == .passkey }, recoveryCodes: contents.recoveryCodes)
    }

    private static func products(_ contents: Contents, _ site: IDSite) -> Panel {
        let rows = site.products.compactMap { place -> [HTML]? in
            let own = contents.memberships.filter { $0.product.rawValue == place.id }
            guard !own.isEmpty else { return nil }
            let accounts = Phrase.all(own.map { Phrase("home.role-of", ["role": $0.role, "account": $0.account]) })
            return ["<a href=\"\(place.address)\(CommonPath.home)\">\(place.brand.name)</a>", "\(place.purpose)", "\(accounts)"]
        }
        guard !rows.isEmpty else {
            return Panel(
                "home.your-products", "\(EmptyState("home.no-product", "home.no-product-next"))")
        }
        return Panel(
            "home.your-products",
            "\(Table("home.products", [.init("home.product"), .init("home.purpose"), .init("home.roles")], rows: rows))")
    }

    private static func signInWays(_ contents: Contents, _ proof: SignedIn) -> Panel {
        let addresses = contents.addresses.map { address -> HTML in
            let badge = address.verifiedAt == nil ? Badge("home.not-verified") : Badge("home.verified", .good)
            return "<div>\(PageText.breakable(address.address.written)) \(badge)</div>"
        }
        let manage: HTML = "<div><a href=\"\(ProfilePath.addresses)\">\(words: "address.manage")</a></div>"
        let factors: HTML =
            contents.hasSecondFactor || !contents.keys.isEmpty
            ? "\(contents.factors.map(factorLine))\(keyLine(contents.keys))"
            : "\(words: "home.none") \(Badge("home.password-only", .warning))"
        return Panel(
            "home.ways",
            """
            \(Definitions([
                ("sign-in.address", "\(addresses)\(manage)"), ("home.second-factor", factors), ("home.recovery-codes", codes(contents)),
                ("home.last-sign-in", PageText.time(proof.session.authTime)),
            ]))
            \(Buttons("""
                \(Button("security.change-password", .secondary, to: SecurityPath.password))\
                \(Button("security.add-app-title", .secondary, to: SecurityPath.authenticatorApp))\
                \(Button("security.add-telephone-title", .secondary, to: SecurityPath.telephone))\
                \(Button("passkey.title", .secondary, to: PasskeyPath.list))\
                \(Button("recovery-code.title", .secondary, to: RecoveryCodesPath.codes))\
                \(Button("trusted-browser.title", .secondary, to: TrustedBrowsersPath.list))\
                \(Button("activity.title", .secondary, to: ActivityPath.list))
                """))
            """)
    }

    private static func keyLine(_ keys: [Passkey]) -> HTML {
        guard !keys.isEmpty else { return "" }
        return "<div><a href=\"\(PasskeyPath.list)\">\(words: "home.keys", ["count": keys.count])</a></div>"
    }

    private static func codes(_ contents: Contents) -> HTML {
        guard let standing = contents.recoveryCodes else {
            return "\(words: "home.no-codes") \(contents.hasSecondFactor ? Badge("home.make-codes", .warning) : nil)"
        }
        let few = standing.left <= RecoveryCodes.few ? Badge("recovery-code.few", .warning) : nil
        return "\(words: "home.codes-left", ["count": standing.left]) \(few)"
    }

    private static func factorLine(_ factor: SecondFactor) -> HTML {
        """
        <div>\(words: "home.factor-since", ["factor": factor.words.described, "day": Phrase.day(factor.createdAt)]) \
        <a href="\(SecurityPath.removal(factor.id))">\(words: "home.remove")<span class="hidden"> \(factor.words.described)</span></a></div>
        """
    }

    private static func sessions(_ contents: Contents, _ proof: SignedIn, _ request: WebRequest) -> Panel {
        let rows = contents.sessions.map { session -> [HTML] in
            let isThis = session.id == proof.session.id
            let button: HTML = """
                <button class="button secondary">\(words: "session.end")<span class="hidden"> \
                \(words: "session.of", ["browser": session.browserName])</span></button>
                """
            let end = Form(SessionPath.end(session.id), request, inline: true, content: button).html
            return [
                "\(session.browserName) \(isThis ? Badge("session.this-browser", .info) : nil)", "\(session.origin.address)",
                PageText.time(session.startedAt), PageText.time(session.lastSeenAt), end,
            ]
        }
        let others: HTML =
            rows.count < 2
            ? "" : "\(Form(SessionPath.endOthers, request, content: "\(Button("session.end-others", .secondary))"))"
        let columns: [Table.Column] = [
            .init("session.browser"), .init("session.address"), .init("session.signed-in"), .init("session.last-used"),
            .init("session.actions", .actions),
        ]
        return Panel(
            "session.title", "\(Table("session.caption", columns, rows: rows))\(others)")
    }
}

extension IDSite {
    /// The page frame of the ID application.
    func shell(_ proof: SignedIn, address: PersonAddress?) -> AppShell {
        let links: [(Phrase, any Destination)] = [("home.your-id", CommonPath.home), ("profile.title", ProfilePath.profile)]
        return AppShell(.id, person: PersonMenu(name: proof.person.name, detail: address?.address.written, links: links))
    }
}

extension Session {
    var browserName: Phrase { origin.browserName }
}

extension ClientOrigin {
    /// The browser and the system from the user agent, for example "Firefox on Linux".
    var browserName: Phrase {
        let browser =
            [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
            .first { agent.contains($0.0) }?.1
        let system =
            [
                ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
                ("Linux", "Linux"),
            ].first { agent.contains($0.0) }?.1
        guard let browser else { return agent.isEmpty ? "session.unknown-browser" : .text(String(agent.prefix(40))) }
        return system.map { Phrase("session.browser-on", ["browser": browser, "system": $0]) } ?? .text(browser)
    }
}
