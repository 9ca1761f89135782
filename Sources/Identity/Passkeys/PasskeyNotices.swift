internal import Language

/// The words of the mails that tell a person of their passkeys: the key of the subject, and what happened.
extension Passkey {
    var addedTitle: String { kind == .passkey ? "passkey.mail-added" : "passkey.mail-key-added" }

    var addedLead: Phrase {
        Phrase(kind == .passkey ? "passkey.mail-added-lead" : "passkey.mail-key-added-lead", ["name": name])
    }

    var removedLead: Phrase { Phrase("passkey.mail-removed-lead", ["name": name]) }
    /// The counter of a key that exists once went back: somebody may have made a copy.
    var copiedLead: Phrase { Phrase("passkey.mail-copied-lead", ["name": name]) }
}
