internal import Language

struct AuthenticatorAppWords: SecondFactorWords {
    let described: Phrase = "second-factor.app-described"

    let title: Phrase = "second-factor.app-title"
    let hint: Phrase = "second-factor.app-hint"
    let offer: Phrase = "second-factor.app-offer"
    let way: Phrase = "second-factor.other-app"
    let wrong: Phrase = "second-factor.app-wrong"

    let removalTitle: Phrase = "second-factor.app-removal"
    let removalButton: Phrase = "second-factor.app-remove"
    let proofLabel: Phrase = "second-factor.app-code"
    let proofHint: Phrase = "second-factor.app-code-hint"
    let proofOffer: Phrase = "second-factor.app-offer"
    let proofSentTo: Phrase? = nil
}
