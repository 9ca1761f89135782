internal import Core
internal import Identity
internal import Language
internal import Web

/// The box at the second factor that makes this browser trusted. Not where two factors are asked for: there it would do nothing.
struct TrustChoice: Component {
    static let field = "trust"
    static let yes = "yes"

    let form: FormState
    let party: AskingParty?

    var html: HTML {
        guard party?.needsTwoFactors != true else { return "" }
        let choice = Choice(Self.yes, "trusted-browser.choice", detail: "trusted-browser.choice-hint")
        return Choices(Self.field, "trusted-browser.this-browser", .many, [choice], in: form).html
    }
}
