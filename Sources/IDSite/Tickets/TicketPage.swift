internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Somebody who cannot get on asks for help. It works without being signed in, and tells nothing of who has a login.
enum TicketPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(TicketPath.ask, as: Anyone.self, show)
        routes.post(TicketPath.ask, as: Anyone.self, submit)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let signIn = try await site.knownSignIn(request)
        let address = signIn.flatMap { EmailAddress(existing: $0.address)?.written }
        return form(SignInFrame(site, request, askedBy: signIn?.party), FormState().starting(with: [("address", address)]))
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let signIn = try await site.knownSignIn(request)
        let frame = SignInFrame(site, request, askedBy: signIn?.party)
        let words = request.form.text("words")
        var errors: [FieldError] = []
        let address = EmailAddress(request.form.text("address"))
        if address == nil { errors.append(FieldError("address", AddressPage.objection(toAddress: request.form.text("address")))) }
        if words.isEmpty { errors.append(FieldError("words", "ticket.words-missing")) }
        if words.utf8.count > Ticket.longest { errors.append(FieldError("words", "ticket.words-long")) }
        guard errors.isEmpty, let address else { return form(frame, FormState(request.form, errors)) }
        let ticket = Ticket(
            words, from: address, at: step(request), product: signIn?.product, in: request.reader.language, at: site.clock.now())
        let origin = site.browser(request).origin
        let limits = site.steps.defence.limits
        let wait = try await site.database.write { tx in
            try tx.open(ticket, from: origin, limits: limits, at: ticket.openedAt)
        }
        if let wait { throw site.tooManyTries(wait) }
        if signIn != nil, let token = site.signInToken(request) {
            await site.steps.watch?.note(.askedForHelp, of: token, from: site.browser(request), at: request.time)
        }
        return frame.page(
            "ticket.opened",
            content: """
                <p class="lead">\(words: "ticket.opened-lead", ["address": ticket.address.written])</p>\
                <p>\(words: "ticket.reference") <strong>\(ticket.reference)</strong></p>
                """, below: back(frame))
    }

    private static func step(_ request: WebRequest) -> Ticket.Step {
        Ticket.Step(rawValue: request.form.text(TicketPath.stepField)) ?? .other
    }

    private static func form(_ frame: SignInFrame, _ form: FormState) -> WebResponse {
        let step = frame.request.form[TicketPath.stepField] ?? frame.request.query[TicketPath.stepField] ?? ""
        let address = TextField("address", "ticket.address", .email, in: form, hint: "ticket.address-hint")
        let text = TextArea("words", "ticket.words", rows: 6, in: form, hint: "ticket.words-hint")
        let fields: HTML = "\(Hidden(TicketPath.stepField, step))\(address)\(text)\(Button("ticket.send"))"
        return frame.page(
            "ticket.title", status: form.status,
            content: """
                <p class="lead">\(words: "ticket.lead")</p>\(Form(frame.path(TicketPath.ask), frame.request, form, content: fields))
                """, below: back(frame))
    }

    private static func back(_ frame: SignInFrame) -> HTML { "<a href=\"\(frame.path(SignInPath.change))\">\(words: "recovery.back")</a>" }

    /// The way here from a page of the sign-in.
    static func link(_ frame: SignInFrame, at step: Ticket.Step) -> HTML {
        let path = frame.path(TicketPath.ask).text + (frame.request.query["flow"] == nil ? "?" : "&") + "step=" + step.rawValue
        return "<a href=\"\(path)\">\(words: "ticket.link")</a>"
    }
}
