internal import Language
internal import Outbox

struct InvitationMail {
    let accountName: String
    let productName: String
    let role: Role
    /// The name of the inviter; nil if the operator invites.
    let inviterName: String?
    /// What the inviter writes; nil for nothing.
    let message: String?
    /// The full URL of the invitation page.
    let link: String

    var letter: Letter {
        let offer =
            if let inviterName {
                Phrase(
                    "invitation-mail.offer-from",
                    ["inviter": inviterName, "account": accountName, "product": productName, "role": role.title])
            } else {
                Phrase("invitation-mail.offer", ["account": accountName, "product": productName, "role": role.title])
            }
        let own = message.map { Phrase("invitation-mail.message", ["message": $0]) }
        return Letter(
            Phrase("invitation-mail.subject", ["account": accountName, "product": productName]), [offer] + [own].compactMap(\.self),
            action: ("invitation-mail.accept", link),
            ending: ["invitation-mail.validity", Phrase("invitation-mail.reason", ["account": accountName])])
    }
}
