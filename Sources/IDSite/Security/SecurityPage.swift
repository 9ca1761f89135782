internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// How the person signs in: each way with its state, and where it is changed.
enum SecurityPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SecurityPath.ways, as: SignedIn.self, show)
    }

    private struct Ways: Sendable {
        let passwordSetAt: Timestamp?
        let factors: [SecondFactor]
        let keys: Int
        let codes: RecoveryCodes.Standing?
        let trusted: Int
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let now = request.time
        let ways = try await site.database.read { tx in
            Ways(
                passwordSetAt: try tx.password(of: person)?.setAt, factors: try tx.secondFactors(of: person),
                keys: try tx.passkeys(of: person).count, codes: try tx.recoveryCodes(of: person),
                trusted: try tx.trustedBrowsers(of: person, at: now).count)
        }
        let content: HTML = """
            \(part("sign-in.password", password(ways), ("security.change-password", SecurityPath.password)))
            \(part("passkey.title", "<p>\(keys(ways))</p>", ("security.manage", PasskeyPath.list)))
            \(factors(ways))
            \(part("recovery-code.title", "<p>\(codes(ways))</p>", ("security.manage", RecoveryCodesPath.codes)))
            \(part("trusted-browser.title", "<p>\(trusted(ways))</p>", ("security.manage", TrustedBrowsersPath.list)))
            """
        return .page(site.shell(proof, address: nil).page("security.title", request, lead: "security.lead", content: content))
    }

    private static func part(_ title: Phrase, _ state: HTML, _ action: (title: Phrase, path: Path)) -> Panel {
        let named: HTML = "<span class=\"hidden\"> \(title)</span>"
        return Panel(title, "\(state)<p><a class=\"button secondary\" href=\"\(action.path)\">\(action.title)\(named)</a></p>")
    }

    private static func password(_ ways: Ways) -> HTML {
        guard let setAt = ways.passwordSetAt else { return "<p>\(words: "security.no-password")</p>" }
        return "<p>\(words: "security.password-since", ["day": Phrase.day(setAt)])</p>"
    }

    private static func keys(_ ways: Ways) -> Phrase {
        ways.keys == 0 ? "security.no-keys" : Phrase("home.keys", ["count": ways.keys])
    }

    private static func factors(_ ways: Ways) -> Panel {
        let lines = ways.factors.map { $0.line }
        let state: HTML = lines.isEmpty ? "<p>\(words: "home.none")</p>" : HTML.join(lines)
        let add: HTML = """
            \(Button("security.add-app-title", .secondary, to: SecurityPath.authenticatorApp))\
            \(Button("security.add-telephone-title", .secondary, to: SecurityPath.telephone))
            """
        return Panel("home.second-factor", "\(state)\(Buttons(add))")
    }

    private static func codes(_ ways: Ways) -> Phrase {
        ways.codes.map { Phrase("home.codes-left", ["count": $0.left]) } ?? "home.no-codes"
    }

    private static func trusted(_ ways: Ways) -> Phrase {
        ways.trusted == 0 ? "security.no-trusted" : Phrase("security.trusted", ["count": ways.trusted])
    }
}

extension SecondFactor {
    /// A line that says what it is and since when, with the way to remove it.
    var line: HTML {
        """
        <div>\(words: "home.factor-since", ["factor": words.described, "day": Phrase.day(createdAt)]) \
        <a href="\(SecurityPath.removal(id))">\(words: "home.remove")<span class="hidden"> \(words.described)</span></a></div>
        """
    }
}
