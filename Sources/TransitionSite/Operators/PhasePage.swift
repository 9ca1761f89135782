internal import Access
internal import Audit
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// A phase: whom it takes, what another share would bring, and the acts that its state allows, each with what follows from it.
enum PhasePage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(MovePath.phase, as: MayOversee<MovesArea>.self) { proof, request, site in
            let phase = try await find(request.parameters(of: MovePath.phase), site)
            return try await page(phase, proof.operating, request, site, sent: request.query["share"])
        }
        routes.post(MovePath.change, as: MayDecide<MovesArea>.self, change)
        routes.post(MovePath.start, as: MayDecide<MovesArea>.self) { proof, request, site in
            try await act(request.parameters(of: MovePath.start), proof, request, site) { work, phase in
                _ = try work.start(phase, at: nil)
                return .good(Phrase("operator.started", ["phase": phase.name]))
            }
        }
        routes.post(MovePath.pause, as: MayOperate<MovesArea>.self) { proof, request, site in
            try await act(request.parameters(of: MovePath.pause), proof, request, site) { work, phase in
                let left = try work.pause(phase).left
                return .good(Phrase("operator.phase-paused", ["phase": phase.name, "count": left]))
            }
        }
        routes.post(MovePath.rollBack, as: MayDecide<MovesArea>.self, rollBack)
        routes.post(MovePath.resume, as: MayDecide<MovesArea>.self) { proof, request, site in
            try await act(request.parameters(of: MovePath.resume), proof, request, site) { work, phase in
                _ = try work.resume(phase)
                return .good(Phrase("operator.resumed", ["phase": phase.name]))
            }
        }
    }

    /// Everybody whom the phase brought inside goes back, some at a time, from here on.
    @Sendable static func rollBack(_ proof: MayDecide<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id: RolloutPhaseID = try request.parameters(of: MovePath.rollBack)
        let keyring = site.id.keyring
        return try await act(id, proof, request, site) { work, phase in
            do {
                _ = try work.beginRollBack(of: phase, keyring)
                return .good(Phrase("operator.roll-back-is-begun", ["phase": phase.name]))
            } catch RolloutError.noClassicSignIn { return .bad("operator.no-classic") } catch RolloutError.nothingCounts {
                return .bad("operator.nothing-counts")
            }
        }
    }

    private static func find(_ id: RolloutPhaseID, _ site: JoinSite) async throws -> RolloutPhase {
        guard let found = try await site.id.database.read({ try $0.rolloutPhases().first { $0.id == id } }) else { throw Problem.notFound }
        return found
    }

    /// `sent` is a share to try out: the page says what it would bring.
    private static func page(
        _ phase: RolloutPhase, _ proof: Operating, _ request: WebRequest, _ site: JoinSite, sent: String?, refused: FormState? = nil
    ) async throws -> WebResponse {
        let id = site.id
        var form = refused ?? FormState()
        var tried: RolloutPhase?
        if let sent {
            if let percent = hundredths(sent) {
                var terms = phase.terms
                terms.percent = percent
                tried = phase.changed(to: terms)
            } else {
                form = FormState(request.query, "share", "operator.share-wrong")
            }
        }
        let rehearsed = tried ?? phase
        let isRehearsed = tried != nil || phase.state == .draft
        let now = request.time
        let (rehearsal, counts, rolledBack) = try await id.database.readLong { tx in
            (
                isRehearsed ? try tx.rehearsal(of: rehearsed, at: now) : nil, try tx.rolloutCounts(phase.product, phase: phase.id),
                try ShownRollBack(tx.rollBack(of: phase.id), tx)
            )
        }
        let acts = PhaseActs(
            phase: phase, tried: tried, rehearsal: rehearsal, inside: counts.succeeded, rolledBack: rolledBack, form: form, request: request
        )
        let facts = Definitions([
            ("operator.state", phase.badge(at: request.time).html), ("operator.takes", "\(phase.takes)"),
            ("operator.sent", "\(Phrase.number(counts.sent))"), ("operator.inside", "\(Phrase.number(counts.succeeded))"),
            (
                "operator.begins",
                phase.startsAt.map { "\(PageText.time($0)) \(phase.isAnnounced ? Badge("operator.announced", .info) : nil)" }
                    ?? "\(words: "operator.at-once")"
            ),
        ])
        let mayAct = proof.may(.manage, MovesArea.self) && phase.state != .finished
        let back = rolledBack?.html(linking: proof.may(.view, PeopleArea.self))
        let content: HTML = "\(Panel(nil, facts.html))\(back)\(acts.rehearsed)\(mayAct ? acts.html : nil)"
        return .page(
            id.operatorShell(proof).page(
                Phrase("operator.phase-title", ["phase": phase.name]), request,
                back: (id.name(of: phase.product.rawValue), MovePath.move(phase.product.rawValue)), content: content), showing: form)
    }

    /// With a comma too, as many write it.
    private static func hundredths(_ text: String) -> Int? { RolloutPhase.hundredths(text.replacing(",", with: ".")[...]) }

    @Sendable static func change(_ proof: MayDecide<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id: RolloutPhaseID = try request.parameters(of: MovePath.change)
        guard let percent = hundredths(request.form.text("share")) else {
            let form = FormState(request.form, "share", "operator.share-wrong")
            return try await page(find(id, site), proof.operating, request, site, sent: nil, refused: form)
        }
        return try await act(id, proof, request, site) { work, phase in
            var terms = phase.terms
            terms.percent = percent
            let changed = try work.change(phase, to: terms)
            return .good(Phrase("operator.changed", ["phase": phase.name, "takes": changed.takes]))
        }
    }

    /// The act on the phase as it is now. What its state does not allow is said on its page.
    private static func act(
        _ id: RolloutPhaseID, _ proof: some OperatorProof, _ request: WebRequest, _ site: JoinSite,
        _ body: @escaping @Sendable (RolloutWork, RolloutPhase) throws -> Notice
    ) async throws -> WebResponse {
        let now = request.time
        let shown = request.form.text(PhaseActs.shown)
        let notice = try await proof.write(in: site.id) { tx, actor -> Notice in
            guard let phase = try tx.rolloutPhases().first(where: { $0.id == id }) else { throw Problem.notFound }
            guard "\(phase.terms.percent)" == shown else {
                return .warning(Phrase("operator.changed-meanwhile", ["takes": phase.takes]))
            }
            do { return try body(RolloutWork(tx, at: now, by: actor), phase) } catch RolloutError.wrongState {
                return .info("operator.other-state")
            }
        }
        return .redirect(MovePath.phase(id), notice: notice)
    }
}
