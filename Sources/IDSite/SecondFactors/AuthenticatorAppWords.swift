struct AuthenticatorAppWords: SecondFactorWords {
    let described = "Codes from an authenticator app"

    let title = "Enter the code from your app"
    let hint = "Open your authenticator app and type the code it shows now."
    let offer = "Use your authenticator app instead"
    let wrong = "That code is not right, or was used already. Wait for the next one in your app, and enter that."

    let removalTitle = "Remove your authenticator app"
    let removalButton = "Remove the app"
    let proofLabel = "Code from your authenticator app"
    let proofHint = "Six digits, new every 30 seconds."
    let proofOffer = "Use your authenticator app instead"
    let proofSentTo: String? = nil
}
