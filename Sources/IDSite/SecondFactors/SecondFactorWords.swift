internal import Core
package import Identity
package import Language

/// What the pages say of one kind of second factor. Each kind has a file of its own.
package protocol SecondFactorWords: Sendable {
    /// The factor, for its owner, as the beginning of a sentence in the plural.
    var described: Phrase { get }

    /// The title of the sign-in's page that asks for a code, and the hint beside the field.
    var title: Phrase { get }
    var hint: Phrase { get }
    /// The hint where no code is on its way: too many were asked for, or the last one has run out.
    var notSent: Phrase { get }
    /// The button that offers this factor instead of the one that is asked for.
    var offer: Phrase { get }
    /// The button that offers it among all ways.
    var way: Phrase { get }
    /// After a wrong code.
    var wrong: Phrase { get }

    /// The title and the button of the page that removes the factor.
    var removalTitle: Phrase { get }
    var removalButton: Phrase { get }
    /// The field of that page, if a code of this factor is the proof, and the link that chooses this factor for it.
    var proofLabel: Phrase { get }
    var proofHint: Phrase { get }
    var proofOffer: Phrase { get }
    /// Where a code is sent to as the proof; nil for a kind whose codes are not sent.
    var proofSentTo: Phrase? { get }
}

extension SecondFactorWords {
    package var notSent: Phrase { "second-factor.not-sent" }
}

extension SecondFactor {
    package var words: any SecondFactorWords {
        switch method {
        case .authenticatorApp: AuthenticatorAppWords()
        case .textMessage(let message): TextMessageWords(number: message.number)
        }
    }
}
