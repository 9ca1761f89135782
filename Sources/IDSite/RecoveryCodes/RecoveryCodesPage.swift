internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The person's recovery codes: how many are left, and for 5 minutes after they were made the codes themselves.
enum RecoveryCodesPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RecoveryCodesPath.codes, as: FreshlyProved.self, show)
        routes.post(RecoveryCodesPath.codes, as: FreshlyProved.self, make)
        routes.get(RecoveryCodesPath.file, as: FreshlyProved.self, download)
        routes.post(RecoveryCodesPath.saved, as: SignedIn.self, leave)
    }

    @Sendable static func show(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.signedIn.person.id
        let (standing, hasFactor) = try await site.database.read { tx in
            (try tx.recoveryCodes(of: person), try tx.hasSecondFactor(person))
        }
        let content: HTML =
            if let shown = NewRecoveryCodes(proof.signedIn.session, request, site) { list(shown, request) } else if !hasFactor {
                EmptyState("recovery-code.no-factor", "recovery-code.no-factor-next", icon: .key).html
            } else { state(standing, request) }
        return .page(
            site.shell(proof.signedIn, address: nil).page(
                "recovery-code.title", request, lead: "recovery-code.lead", back: ("security.title", SecurityPath.ways), content: content))
    }

    private static func list(_ shown: NewRecoveryCodes, _ request: WebRequest) -> HTML {
        let codes = shown.codes.map { "<li><code>\($0)</code></li>" as HTML }
        let buttons: HTML = "\(Button("recovery-code.saved"))\(Button("recovery-code.download", .secondary, to: RecoveryCodesPath.file))"
        return Panel(
            "recovery-code.yours",
            """
            <p>\(words: "recovery-code.shown-once")</p><ol class="recovery-codes">\(codes)</ol>\
            \(Form(RecoveryCodesPath.saved, request, content: Buttons(buttons).html))
            """
        ).html
    }

    private static func state(_ standing: RecoveryCodes.Standing?, _ request: WebRequest) -> HTML {
        guard let standing else {
            let make = Form(RecoveryCodesPath.codes, request, content: Button("recovery-code.make").html)
            return "\(EmptyState("recovery-code.none", "recovery-code.none-next", icon: .key))\(make)"
        }
        let left = Phrase(
            "recovery-code.left",
            ["count": standing.left, "made": RecoveryCodes.count, "day": Phrase.day(standing.madeAt)])
        let badge = standing.left <= RecoveryCodes.few ? Badge("recovery-code.few", .warning) : nil
        return Panel(
            "recovery-code.yours",
            """
            <p>\(left) \(badge)</p><p class="quiet">\(words: "recovery-code.make-new-lead")</p>\
            \(Form(RecoveryCodesPath.codes, request, content: Button("recovery-code.make-new", .secondary).html))
            """
        ).html
    }

    @Sendable static func make(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let codes = try await site.steps.newRecoveryCodes(in: proof.signedIn.session) else {
            return .redirect(RecoveryCodesPath.codes)
        }
        let shown = NewRecoveryCodes(codes, in: proof.signedIn.session)
        return WebResponse.redirect(RecoveryCodesPath.codes, notice: .good("recovery-code.made")).with(try shown.cookie(site, request))
    }

    /// The codes as a text file, in the reader's language.
    @Sendable static func download(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let shown = NewRecoveryCodes(proof.signedIn.session, request, site) else {
            return .redirect(RecoveryCodesPath.codes, notice: .warning("recovery-code.gone"))
        }
        let address = try await site.database.read { try $0.addressText(of: proof.signedIn.person.id) }
        let head = [
            Phrase("recovery-code.file-lead", ["address": address]), Phrase("recovery-code.file-made", ["day": Phrase.day(request.time)]),
        ].map { $0.text(for: request.reader) }
        let lines = head + [""] + shown.codes
        return .file(
            Array((lines.joined(separator: "\r\n") + "\r\n").utf8), type: "text/plain; charset=utf-8", name: "recovery-codes.txt")
    }

    @Sendable static func leave(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        WebResponse.redirect(CommonPath.home).with(NewRecoveryCodes.removal(site))
    }
}
