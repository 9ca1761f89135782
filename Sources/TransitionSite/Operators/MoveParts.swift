internal import Access
internal import Core
internal import IDSite
internal import Language
internal import Transition
internal import Web

/// The parts of the page of a move.
struct MoveParts {
    let shown: MovePage.Shown
    let classes: [ClassReport]
    let proof: Operating
    let request: WebRequest
    let site: IDSite

    private var move: PathTo<String> { MovePath.move }
    private var mayDecide: Bool { proof.may(.manage, MovesArea.self) }

    /// What was paused by itself, why, and the way on.
    var paused: [HTML] {
        shown.brakes.map { standing in
            let brake = standing.brake
            let why = Phrase(
                "operator.paused-why",
                [
                    "inside": MoveFigures.failed(brake.inside.failed, of: brake.inside.episodes),
                    "rate": MoveFigures.percent(Int(brake.rate), of: 1_000_000),
                ])
            let facts = Definitions([
                ("operator.since", PageText.time(brake.begunAt)), ("operator.why", "\(why)"),
                ("operator.others", "\(MoveFigures.failed(brake.outside.failed, of: brake.outside.episodes))"),
            ])
            let path = MovePath.release(shown.product.rawValue, brake.id)
            let release = Form(path, request, content: Button("operator.release", .danger, about: brake.whom.title).html)
            let back = Form(
                MovePath.classBack(shown.product.rawValue, brake.id), request,
                content: Button("operator.class-back", .secondary, about: brake.whom.title).html)
            let offered: HTML? = standing.mayBringBack ? "<p>\(words: "operator.class-back-lead")</p>\(back)" : nil
            let act: HTML? = mayDecide ? "\(offered)<p>\(words: "operator.release-lead")</p>\(release)" : nil
            let gone = standing.rolledBack?.html(linking: proof.may(.view, PeopleArea.self))
            let lead: Phrase = brake.whom.isWhole ? "operator.paused-whole-lead" : "operator.paused-lead"
            return Panel(Phrase("operator.paused", ["class": brake.whom.title]), lead: lead, danger: true, "\(facts)\(act)").html
                + (gone ?? "")
        }
    }

    var phases: HTML {
        guard !shown.phases.isEmpty else {
            return EmptyState("operator.no-phases", "operator.no-phases-next", icon: .people).html
        }
        let columns: [Table.Column] = [
            .init("operator.phase", .name), .init("operator.takes"), .init("operator.state"), .init("operator.sent", .number),
            .init("operator.inside", .number), .init("operator.figures"),
        ]
        let rows = shown.phases.map { one -> [HTML] in
            let path = move(shown.product.rawValue).query([("phase", one.phase.id.text)])
            return [
                "<a href=\"\(MovePath.phase(one.phase.id))\">\(one.phase.name)</a>", "\(one.phase.takes)",
                one.phase.badge(at: request.time).html, "\(Phrase.number(one.sent))", "\(Phrase.number(one.succeeded))",
                "<a href=\"\(path)\">\(words: "operator.of-this-phase")</a>",
            ]
        }
        return Table("operator.phases", columns, rows: rows, showsCaption: true).html
    }

    func narrowed(_ scope: FiguresScope, _ phases: [RolloutPhase]) -> Panel {
        let names: [Phrase] = [scope.whom?.title, phases.first { $0.id == scope.phase }.map { .text($0.name) }].compactMap(\.self)
        return Panel(
            nil,
            """
            <p>\(words: "operator.narrowed", ["to": Phrase.all(names)]) \
            <a href="\(move(shown.product.rawValue))">\(words: "operator.everybody")</a></p>
            """)
    }

    func cases(_ failures: [FailedEpisode]) -> HTML {
        guard !failures.isEmpty else { return "" }
        let maySee = proof.may(.view, PeopleArea.self)
        let columns: [Table.Column] = [
            .init("operator.last-try"), .init("operator.person"), .init("operator.what"), .init("operator.class"),
        ]
        let rows = failures.map { failure -> [HTML] in
            let person: HTML? = failure.person.map { id in
                maySee ? "<a href=\"\(MovePath.person(id))\">\(id.text)</a>" : "\(id.text)"
            }
            return [PageText.time(failure.lastAt), "\(person)", "\(failure.result.title)", "\(failure.whom.title)"]
        }
        return Table("operator.cases", columns, rows: rows, showsCaption: true).html
    }

    var classesTable: HTML {
        guard !classes.isEmpty else { return "" }
        let columns: [Table.Column] = [
            .init("operator.class"), .init("operator.before", .number), .init("operator.at-the-old", .number),
            .init("operator.at-the-id", .number), .init("operator.evidence", .number), .init("operator.state"),
        ]
        let rows = classes.map { report -> [HTML] in
            let isPaused = shown.brakes.contains { $0.brake.whom.contains(report.whom) }
            let path = move(shown.product.rawValue).query([("class", report.whom.words)])
            return [
                "<a href=\"\(path)\">\(report.whom.title)</a>", counts(report.before), counts(report.outside), counts(report.inside),
                "\(words: "operator.evidence-of", ["value": rounded(report.evidence), "threshold": rounded(report.threshold)])",
                isPaused ? Badge("operator.is-paused", .bad).html : Badge("operator.goes-on", .good).html,
            ]
        }
        return
            "\(Table("operator.classes", columns, rows: rows, showsCaption: true))<p class=\"quiet\">\(words: "operator.classes-detail")</p>"
    }

    private func counts(_ counts: RolloutBrake.Counts) -> HTML { "\(MoveFigures.failed(counts.failed, of: counts.episodes))" }

    /// Whole numbers are enough to see how far it is, and one decimal below ten.
    private func rounded(_ value: Double) -> Phrase {
        value < 10 ? .decimal("\((value * 10).rounded() / 10)") : .number(Int(min(value, 1e15)))
    }
}
