internal import Core
package import Identity

/// What the pages say of one kind of second factor. Each kind has a file of its own.
package protocol SecondFactorWords: Sendable {
    /// The factor, for its owner, as the beginning of a sentence in the plural.
    var described: String { get }

    /// The title of the sign-in's page that asks for a code, and the hint beside the field.
    var title: String { get }
    var hint: String { get }
    /// The hint where no code is on its way: too many were asked for, or the last one has run out.
    var notSent: String { get }
    /// The button that offers this factor instead of the one that is asked for.
    var offer: String { get }
    /// After a wrong code.
    var wrong: String { get }

    /// The title and the button of the page that removes the factor.
    var removalTitle: String { get }
    var removalButton: String { get }
    /// The field of that page, if a code of this factor is the proof, and the link that chooses this factor for it.
    var proofLabel: String { get }
    var proofHint: String { get }
    var proofOffer: String { get }
    /// Where a code is sent to as the proof; nil for a kind whose codes are not sent.
    var proofSentTo: String? { get }
}

extension SecondFactorWords {
    package var notSent: String { "No code is on its way at the moment. Ask for a new one below; if that is refused, wait a few minutes." }
}

extension SecondFactor {
    package var words: any SecondFactorWords {
        switch method {
        case .authenticatorApp: AuthenticatorAppWords()
        case .textMessage(let message): TextMessageWords(number: message.number)
        }
    }
}
