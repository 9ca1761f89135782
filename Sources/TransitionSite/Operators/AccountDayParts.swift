internal import Access
internal import Core
internal import IDSite
internal import Language
internal import Transition
internal import Web

/// The days on which accounts ask to move, on the page of a move.
struct AccountDayParts {
    let shown: MovePage.Shown
    let proof: Operating
    let request: WebRequest

    /// Each question with what it asks and the two answers.
    var asked: [HTML] {
        shown.accountDays.filter(\.day.isWaiting).map { one in
            let day = one.day
            let path = shown.product.rawValue
            var facts: [(Phrase, HTML)] = [("operator.day-asked", "\(day.asked.map { Phrase.day($0) })")]
            if !day.note.isEmpty { facts.append(("operator.day-note", HTML(text: day.note))) }
            if let agreed = day.agreed { facts.append(("operator.day-agreed", "\(Phrase.day(agreed))")) }
            let agree = Form(
                MovePath.agreement(path, day.account), request,
                content: """
                    \(Hidden(AccountDayActs.shown, day.asked?.rfc3339 ?? ""))\
                    \(TextField("day", "operator.day-other", .date, in: FormState(), hint: "operator.day-other-hint", optional: true))\
                    \(Button("operator.day-agree", about: .text(one.account)))
                    """)
            let decline = Form(
                MovePath.refusal(path, day.account), request,
                content: """
                    \(Hidden(AccountDayActs.shown, day.asked?.rfc3339 ?? ""))\
                    \(Button("operator.day-decline", .secondary, about: .text(one.account)))
                    """)
            let acts: HTML? = proof.may(.manage, MovesArea.self) ? "\(agree)\(decline)" : nil
            return Panel(
                Phrase("operator.day-title", ["account": one.account]), lead: "operator.day-lead", "\(Definitions(facts))\(acts)"
            ).html
        }
    }

    /// Those that were answered or given.
    var table: HTML? {
        let answered = shown.accountDays.filter { !$0.day.isWaiting }
        guard !answered.isEmpty else { return nil }
        let columns: [Table.Column] = [
            .init("operator.account", .name), .init("operator.day-asked"), .init("operator.day-answer"), .init("operator.day-agreed"),
        ]
        let rows = answered.map { one -> [HTML] in
            let answer: HTML? = one.day.answer.map { answer in
                answer == .agreed ? Badge("operator.day-is-agreed", .good).html : Badge("operator.day-is-declined").html
            }
            return [
                HTML(text: one.account), "\(one.day.asked.map { Phrase.day($0) })", "\(answer)",
                "\(one.day.agreed.map { Phrase.day($0) })",
            ]
        }
        return Table("operator.account-days", columns, rows: rows, showsCaption: true).html
    }
}
