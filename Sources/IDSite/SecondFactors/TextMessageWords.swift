internal import Core
internal import Language

struct TextMessageWords: SecondFactorWords {
    let number: PhoneNumber

    var described: Phrase { Phrase("second-factor.sms-described", ["ending": number.ending]) }

    let title: Phrase = "second-factor.sms-title"
    var hint: Phrase { Phrase("second-factor.sms-hint", ["ending": number.ending]) }
    var offer: Phrase { Phrase("second-factor.sms-offer", ["ending": number.ending]) }
    var way: Phrase { Phrase("second-factor.other-sms", ["ending": number.ending]) }
    let wrong: Phrase = "second-factor.sms-wrong"

    let removalTitle: Phrase = "second-factor.sms-removal"
    let removalButton: Phrase = "second-factor.sms-remove"
    let proofLabel: Phrase = "second-factor.sms-code"
    let proofHint: Phrase = "second-factor.sms-code-hint"
    let proofOffer: Phrase = "second-factor.sms-proof-offer"
    var proofSentTo: Phrase? { Phrase("second-factor.number-ending", ["ending": number.ending]) }
}
