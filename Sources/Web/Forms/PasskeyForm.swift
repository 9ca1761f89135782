package import Core
package import Language
internal import Synchronization

/// A form that asks the browser for a passkey or a security key and sends its answer (passkey.js). Where scripts or passkeys are missing, it
/// is not shown.
package struct PasskeyForm: Component {
    package enum Ceremony: String, Sendable {
        case create, get

        /// The fields that the script fills in.
        fileprivate var answers: [String] {
            switch self {
            case .create: ["credential", "client_data", "attestation", "transports"]
            case .get: ["credential", "client_data", "authenticator_data", "signature"]
            }
        }
    }
    let ceremony: Ceremony
    let action: Path
    let request: WebRequest
    let options: JSON
    let content: HTML
    private var isAutofill = false
    /// What is said when the browser gave no answer.
    let note: Phrase

    /// `options` are those of the ceremony in the form of `PublicKeyCredentialCreationOptionsJSON` or `…RequestOptionsJSON` (Web
    /// Authentication Level 3 section 5.1); the form sends their challenge back. `content` has the other fields and the button.
    package init(
        _ ceremony: Ceremony, _ action: Path, _ request: WebRequest, options: JSON, note: Phrase, content: HTML
    ) {
        self.ceremony = ceremony
        self.action = action
        self.request = request
        self.options = options
        self.note = note
        self.content = content
    }

    /// The same form, which the browser may answer by itself: a passkey chosen from the autofill of a field, or made without a question by a
    /// password manager.
    package var byAutofill: PasskeyForm {
        var copy = self
        copy.isAutofill = true
        return copy
    }

    package var html: HTML {
        request.memory.state.withLock { $0.asksForPasskeys = true }
        let answers = ceremony.answers.map { Hidden($0, "").html }
        return """
            <form class="form passkey" method="post" action="\(action)" data-passkey="\(ceremony.rawValue)"\
            \(attribute: "data-options", String(decoding: options.bytes, as: UTF8.self))\(" data-autofill" as HTML, if: isAutofill) hidden>\
            <input type="hidden" name="_token" value="\(request.formToken)">\(request.carriedFields)\
            \(Hidden("challenge", options["challenge"]?.string ?? ""))\(answers)\(content)\
            <p class="quiet" role="status" data-note hidden>\(note)</p></form>
            """
    }
}

/// A hidden field with "can" if this browser can make a passkey on this device.
package struct PasskeyAbility: Component {
    package static let field = "passkeys"
    let request: WebRequest
    package init(_ request: WebRequest) { self.request = request }

    package var html: HTML {
        request.memory.state.withLock { $0.asksForPasskeys = true }
        return Hidden(Self.field, "").html
    }
}

extension WebRequest {
    /// Whether the browser that sent the form can make a passkey on its device.
    package var canMakePasskeys: Bool { form[PasskeyAbility.field] == "can" }
}
