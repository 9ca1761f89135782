package import Core
internal import Identity

/// The page that asks for help.
package enum TicketPath {
    package static let ask = Path("/help")
    static let stepField = "step"

    static func ask(at step: Ticket.Step) -> Path { ask.query([(stepField, step.rawValue)]) }
}
