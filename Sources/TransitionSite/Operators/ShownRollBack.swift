internal import Core
internal import IDSite
internal import Language
internal import SQL
internal import Transition
internal import Web

/// How far a roll back is, and who could not go back.
struct ShownRollBack: Sendable {
    let rollBack: PhaseRollBack
    let staying: [StayingPerson]

    init?(_ rollBack: PhaseRollBack?, _ tx: Transaction) throws {
        guard let rollBack else { return nil }
        self.rollBack = rollBack
        staying = try tx.staying(in: rollBack)
    }

    func html(linking maySee: Bool) -> HTML {
        let facts = Definitions([
            ("operator.roll-back-begun", PageText.time(rollBack.begunAt)),
            ("operator.roll-back-went", "\(Phrase.number(rollBack.back))"),
            ("operator.roll-back-stayed", "\(Phrase.number(rollBack.staying))"),
        ])
        let columns: [Table.Column] = [.init("operator.person", .name), .init("operator.why")]
        let rows = staying.map { one -> [HTML] in
            let person: HTML = maySee ? "<a href=\"\(MovePath.person(one.person))\">\(one.person.text)</a>" : "\(one.person.text)"
            return [person, "\(one.why.title)"]
        }
        let list: HTML? = staying.isEmpty ? nil : Table("operator.roll-back-staying", columns, rows: rows, showsCaption: true).html
        let title: Phrase = rollBack.finishedAt == nil ? "operator.roll-back-going" : "operator.roll-back-done"
        return "\(Panel(title, facts.html))\(list)"
    }
}

extension StaysInside {
    /// Why somebody cannot go back.
    var title: Phrase {
        switch self {
        case .joined: "operator.stays-joined"
        case .otherProducts: "operator.stays-other-products"
        case .credentials: "operator.stays-credentials"
        case .policy: "operator.stays-policy"
        case .status: "operator.stays-status"
        }
    }
}
