internal import Core
internal import Language
internal import Outbox
internal import SQL

/// The mails that tell a person when their passkeys change, sent in the transaction that changes them.
extension Transaction {
    func tellOfNewPasskey(_ passkey: Passkey, at now: Timestamp) throws {
        let (title, change): (Phrase, String) =
            passkey.kind == .passkey
            ? ("passkey.mail-added", "passkey.mail-added-lead") : ("passkey.mail-key-added", "passkey.mail-key-added-lead")
        try tell(passkey.personID, title, Phrase(change, ["name": passkey.name]), at: now)
    }

    func tellOfRemoval(of passkey: Passkey, at now: Timestamp) throws {
        try tell(passkey.personID, "passkey.mail-removed", Phrase("passkey.mail-removed-lead", ["name": passkey.name]), at: now)
    }

    /// The counter of a key that exists once went back: somebody may have made a copy.
    func tellOfCopy(of passkey: Passkey, at now: Timestamp) throws {
        try tell(passkey.personID, "passkey.mail-copied", Phrase("passkey.mail-copied-lead", ["name": passkey.name]), at: now)
    }
}
