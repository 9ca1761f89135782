internal import Outbox

struct InvitationMail {
    let accountName: String
    let productName: String
    let roleName: String
    /// The name of the inviter; nil if the operator invites.
    let inviterName: String?
    /// The full URL of the invitation page.
    let link: String

    var letter: Letter {
        let who = inviterName.map { "\($0) invites you" } ?? "You are invited"
        return Letter(
            "Your invitation to \(accountName) in the \(productName)",
            ["\(who) to join \(accountName) in the \(productName), with the role \(roleName)."],
            action: ("Accept the invitation", link),
            ending: [
                "The invitation holds for 7 days and can be accepted once.",
                "You get this mail because somebody who manages users in \(accountName) entered your address. "
                    + "If you do not expect it, do nothing: without your answer nothing happens.",
            ])
    }
}
