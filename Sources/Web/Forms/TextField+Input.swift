package import Core
internal import Language

extension TextField {
    /// What a text field takes, with the attributes of its `input` element. `autocomplete` has the tokens of the HTML standard (section
    /// "Autofill").
    package struct Input: Sendable {
        var type = "text"
        var autocomplete = "off"
        var inputMode: String?
        var maxLength: Int?
        /// A browser must not correct the spelling or the case.
        var isVerbatim = false
        /// The value is not shown again when the form is.
        var isSecret = false
        /// Where a script asks how good a new password is, while it is typed.
        var judge: String?
        /// Where a script asks how the text may go on, while it is typed.
        var completer: String?
        /// The digits have wide spacing.
        var isCode = false

        /// The same, judged there while it is typed.
        package func judged(at path: Path) -> Input {
            var copy = self
            copy.judge = path.text
            return copy
        }

        /// The same, with ways to go on offered while it is typed: that address answers with them.
        package func completed(at path: Path) -> Input {
            var copy = self
            copy.completer = path.text
            return copy
        }

        /// The same with at most so many characters.
        package func limited(to maxLength: Int) -> Input {
            var copy = self
            copy.maxLength = maxLength
            return copy
        }
    }
}

extension TextField.Input {
    package static let text = Self()
    /// The reader's own name.
    package static let personName = Self(autocomplete: "name")
    package static let organization = Self(autocomplete: "organization")
    /// The e-mail address with which the reader signs in.
    package static let username = Self(
        type: "email", autocomplete: "username", inputMode: "email", maxLength: 254, isVerbatim: true)
    /// The same, where the browser may offer a passkey instead.
    package static let usernameOrPasskey = Self(
        type: "email", autocomplete: "username webauthn", inputMode: "email", maxLength: 254, isVerbatim: true)
    /// An address or a name.
    package static let login = Self(type: "text", autocomplete: "username", maxLength: 254, isVerbatim: true)
    /// The same, where the browser may offer a passkey instead.
    package static let loginOrPasskey = Self(type: "text", autocomplete: "username webauthn", maxLength: 254, isVerbatim: true)
    /// The e-mail address of somebody else.
    package static let email = Self(type: "email", isVerbatim: true)
    package static let currentPassword = Self(
        type: "password", autocomplete: "current-password", maxLength: 1024, isVerbatim: true, isSecret: true)
    package static let newPassword = Self(
        type: "password", autocomplete: "new-password", maxLength: 1024, isVerbatim: true, isSecret: true)
    package static let oneTimeCode = Self(
        autocomplete: "one-time-code", inputMode: "numeric", maxLength: 16, isVerbatim: true, isSecret: true, isCode: true)
    package static let telephone = Self(type: "tel", autocomplete: "tel", inputMode: "tel", maxLength: 40, isVerbatim: true)
    package static let recoveryCode = Self(autocomplete: "off", maxLength: 32, isVerbatim: true, isSecret: true, isCode: true)
    package static let domainName = Self(inputMode: "url", maxLength: 253)
    package static let date = Self(type: "date")
    package static let search = Self(type: "search")
}
