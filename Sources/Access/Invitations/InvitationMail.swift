internal import Language
internal import Outbox

struct InvitationMail {
    let accountName: String
    let productName: String
    /// nil for none yet.
    let role: Role?
    /// The name of the inviter; nil if the operator invites.
    let inviterName: String?
    /// What the inviter writes; nil for nothing.
    let message: String?
    /// The full URL of the invitation page.
    let link: String

    var letter: Letter {
        let offer =
            switch (role, inviterName) {
            case (let role?, let inviterName?):
                Phrase(
                    "invitation-mail.offer-from",
                    ["inviter": inviterName, "account": accountName, "product": productName, "role": role.title])
            case (let role?, nil):
                Phrase("invitation-mail.offer", ["account": accountName, "product": productName, "role": role.title])
            case (nil, _): Phrase("invitation-mail.offer-without-role", ["account": accountName, "product": productName])
            }
        let own = message.map { Phrase("invitation-mail.message", ["message": $0]) }
        return Letter(
            Phrase("invitation-mail.subject", ["account": accountName, "product": productName]), [offer] + [own].compactMap(\.self),
            action: ("invitation-mail.accept", link),
            ending: ["invitation-mail.validity", Phrase("invitation-mail.reason", ["account": accountName])])
    }
}
