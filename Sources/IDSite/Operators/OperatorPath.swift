package import Core
package import Identity
internal import OpenID
internal import Signals

/// The paths of the pages of those who run this server. Those of a move stand with the move.
package enum OperatorPath {
    package static let overview = Path("/operate")
    package static let people = Path("/operate/people")
    package static let imports = Path("/operate/imports")
    package static let tickets = Path("/operate/questions")
    package static let ticket = PathTo<TicketID>("/operate/questions/:ticket")
    static let answer = PathTo<TicketID>("/operate/questions/:ticket/answer")
    static let clients = Path("/operate/clients")
    static let newClient = Path("/operate/clients/new")
    static let client = PathTo<ClientID>("/operate/clients/:client")
    static let clientSecret = PathTo<ClientID>("/operate/clients/:client/secret")
    static let clientRemoval = PathTo<ClientID>("/operate/clients/:client/remove")
    static let receivers = Path("/operate/receivers")
    static let receiver = PathTo<SignalReceiverID>("/operate/receivers/:receiver")
    static let receiverEnabling = PathTo<SignalReceiverID>("/operate/receivers/:receiver/enable")
    static let replay = PathTo<SignalReceiverID>("/operate/receivers/:receiver/replay")
    package static let recovery = Path("/operate/recovery")
    static let approval = PathTo<RecoveryRequestID>("/operate/recovery/:request/approval")
    static let denial = PathTo<RecoveryRequestID>("/operate/recovery/:request/denial")
}
