internal import Core
internal import IDSite
internal import Language
internal import Transition
internal import Web

/// What a phase would do, and what may be done with it.
struct PhaseActs {
    let phase: RolloutPhase
    /// The phase with a share that is tried out; nil for none.
    let tried: RolloutPhase?
    /// nil where nothing is tried out.
    let rehearsal: Rehearsal?
    /// How many people the phase brought inside, and the roll back that is under way or the last one, with those who stayed.
    let inside: Int
    let rolledBack: ShownRollBack?
    let form: FormState
    let request: WebRequest

    var rehearsed: HTML? {
        guard let rehearsal else { return nil }
        let title: Phrase = tried.map { Phrase("operator.would-bring-share", ["takes": $0.takes]) } ?? "operator.would-bring"
        let facts = Definitions([
            (
                "operator.come-inside",
                "\(Phrase("operator.people-of-accounts", ["people": rehearsal.comes, "accounts": rehearsal.accounts]))"
            ),
            ("operator.inside-already", "\(Phrase("operator.of-people", ["count": rehearsal.inside, "all": rehearsal.people]))"),
            ("operator.hashes", list(rehearsal.hashes, EpisodeClass.hashTitle)),
            ("operator.factors", list(rehearsal.factors, EpisodeClass.factorTitle)),
            ("operator.shared", "\(Phrase.number(rehearsal.sharedAddresses))"),
            ("operator.no-password", "\(Phrase.number(rehearsal.withoutPassword))"),
            ("operator.suspended", "\(Phrase.number(rehearsal.suspended))"),
        ])
        return Panel(title, lead: "operator.rehearsal-lead", facts.html).html
    }

    private func list(_ counts: [String: Int], _ title: (String) -> Phrase) -> HTML {
        guard !counts.isEmpty else { return "\(words: "operator.none")" }
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return "\(sorted.map { one -> HTML in "<div>\(Phrase.number(one.value)) \(title(one.key))</div>" })"
    }

    /// The field with the share that the page showed: whoever else changed it meanwhile is not overruled unseen.
    static let shown = "shown"

    var html: HTML {
        switch phase.state {
        case .draft: "\(share)\(act("operator.start", "operator.start-lead", MovePath.start(phase.id)))"
        case .running: "\(share)\(act("operator.pause", "operator.pause-lead", MovePath.pause(phase.id)))\(rollBack)"
        case .paused: "\(share)\(act("operator.resume", "operator.resume-lead", MovePath.resume(phase.id)))\(rollBack)"
        case .finished: ""
        }
    }

    /// Tried first: the figures above are of the new share then, and the button gives it.
    private var share: HTML {
        let now = phase.terms.percent
        let written = now % 100 == 0 ? "\(now / 100)" : "\(now / 100).\(now % 100 < 10 ? "0" : "")\(now % 100)"
        let state = form.starting(with: [("share", request.query["share"] ?? written)])
        let field = TextField("share", "operator.share", .text, in: state, hint: "operator.share-hint")
        let confirm: HTML? = tried.map { _ in
            Form(
                MovePath.change(phase.id), request,
                content: """
                    \(Hidden("share", request.query["share"] ?? ""))\(Hidden(Self.shown, "\(phase.terms.percent)"))\
                    \(Hidden(MayDecide<MovesArea>.backField, request.target))\(Button("operator.give-share"))
                    """
            ).html
        }
        return Panel(
            "operator.share-title", lead: "operator.share-lead",
            "\(Filters(MovePath.phase(phase.id), button: "operator.try-share", content: field.html))\(confirm)"
        ).html
    }

    private func act(_ title: Phrase, _ lead: Phrase, _ path: Path) -> HTML {
        Panel(
            title, lead: lead,
            Form(path, request, content: "\(Hidden(Self.shown, "\(phase.terms.percent)"))\(Button(title, .secondary))").html
        ).html
    }

    private var rollBack: HTML {
        let isGoing = rolledBack?.rollBack.finishedAt == nil && rolledBack != nil
        guard inside > 0, !isGoing else { return "" }
        return Panel(
            "operator.roll-back", lead: Phrase("operator.roll-back-lead", ["count": inside]), danger: true,
            """
            \(Form(MovePath.rollBack(phase.id), request, content: """
                \(Hidden(Self.shown, "\(phase.terms.percent)"))\(Button(Phrase("operator.roll-back-people", ["count": inside]), .danger))
                """))
            <p class="quiet">\(words: "operator.roll-back-dry")</p>
            <p><code>\(words: "operator.roll-back-command", ["phase": phase.name])</code></p>
            """
        ).html
    }
}
