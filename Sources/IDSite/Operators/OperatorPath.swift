package import Core
package import Identity

/// The paths of the pages of those who run this server. Those of a move stand with the move.
package enum OperatorPath {
    package static let overview = Path("/operate")
    package static let people = Path("/operate/people")
    package static let imports = Path("/operate/imports")
    package static let tickets = Path("/operate/questions")
    package static let ticket = PathTo<TicketID>("/operate/questions/:ticket")
    static let answer = PathTo<TicketID>("/operate/questions/:ticket/answer")
    package static let recovery = Path("/operate/recovery")
    static let approval = PathTo<RecoveryRequestID>("/operate/recovery/:request/approval")
    static let denial = PathTo<RecoveryRequestID>("/operate/recovery/:request/denial")
}
