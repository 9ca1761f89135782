internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The home page of the ID application: how well the person is protected, what waits for them, what they open, and how they sign in.
enum HomePage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(CommonPath.home, as: SignedIn.self, show)
    }

    private struct Contents: Sendable {
        let addresses: [PersonAddress]
        /// What the person typed at old products in place of an address.
        let names: [String]
        let factors: [SecondFactor]
        let keys: [Passkey]
        let hasSecondFactor: Bool
        let recoveryCodes: RecoveryCodes.Standing?
        let sessions: Int
        /// From where this session was begun.
        let network: HTML
        let memberships: [Membership]
        let waiting: [Unfinished]
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let now = request.time
        let join = try await site.continuation.waiting(for: proof.session)
        let contents = try await site.database.read { tx in
            Contents(
                addresses: try tx.addresses(of: person), names: try tx.loginNames(of: person).map(\.name),
                factors: try tx.secondFactors(of: person),
                keys: try tx.passkeys(of: person), hasSecondFactor: try tx.hasSecondFactor(person),
                recoveryCodes: try tx.recoveryCodes(of: person), sessions: try tx.sessions(of: person, at: now).count,
                network: site.network(proof.session.origin, request),
                memberships: try site.memberships(of: person, tx, at: now).filter(\.isOpen),
                waiting: [join.map(Unfinished.join)].compactMap(\.self) + (try Unfinished.list(for: person, tx, at: now)))
        }
        let content: HTML = """
            \(checkUp(contents))\(Unfinished.panel(contents.waiting))\(products(contents, site))\(signInWays(contents, proof))
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
            let own = contents.memberships.filter { $0.place.id == place.id }
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
            ? "\(contents.factors.map(\.line))\(keyLine(contents.keys))"
            : "\(words: "home.none") \(Badge("home.password-only", .warning))"
        let names: [(Phrase, HTML)] =
            contents.names.isEmpty ? [] : [("home.user-name", "\(contents.names.map { "<div>\(PageText.breakable($0))</div>" as HTML })")]
        return Panel(
            "home.ways",
            """
            \(Definitions(names + [
                ("sign-in.address", "\(addresses)\(manage)"), ("home.second-factor", factors), ("home.recovery-codes", codes(contents)),
                ("home.last-sign-in", lastSignIn(contents, proof)),
            ]))
            \(Buttons("\(Button("home.change-ways", .secondary, to: SecurityPath.ways))"))
            """)
    }

    private static func lastSignIn(_ contents: Contents, _ proof: SignedIn) -> HTML {
        let session = proof.session
        return """
            <div>\(PageText.time(session.authTime)), \(session.browserName), \(contents.network)</div>\
            <div><a href="\(SessionPath.list)">\(words: "home.sessions", ["count": contents.sessions])</a></div>
            """
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
}
