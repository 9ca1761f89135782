internal import Core

struct TextMessageWords: SecondFactorWords {
    let number: PhoneNumber

    var described: String { "Codes by text message to the \(number.masked)" }

    let title = "Enter the code we sent"
    var hint: String { "We sent a text message to your \(number.masked). Its code works for 5 minutes." }
    var offer: String { "Send a code to the \(number.masked) instead" }
    let wrong = "That code is not right, or no longer works. Check the newest message, or have a new code sent."

    let removalTitle = "Remove codes by text message"
    let removalButton = "Remove text messages"
    let proofLabel = "Code from the text message"
    let proofHint = "It works for 5 minutes."
    let proofOffer = "Use a text message instead"
    var proofSentTo: String? { number.masked }
}
