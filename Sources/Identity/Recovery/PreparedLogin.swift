internal import Audit
internal import Core
internal import Language
internal import Outbox
internal import SQL

extension Transaction {
    /// Before the link proves an address that nobody has proved: until now somebody else may have had the login, who made it at an old product
    /// with this address and waits for its owner (threat 16). What they could come back by goes: passkeys, addresses that were added here,
    /// and the mails that take a change back. All addresses are told.
    ///
    /// What is asked for after the password stays, or else whoever reads the mail alone would be in: second factors and security keys.
    func dropWhatWasPrepared(before link: MailLink, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        let person = link.personID
        let addresses = try addresses(of: person)
        guard let proved = addresses.first(where: { $0.id == link.addressID }), proved.verifiedAt == nil else { return }
        for key in try passkeys(of: person) where key.kind == .passkey && key.setBy == .person {
            _ = try removePasskey(key.id, of: person, by: actor, at: now)
            try tell(person, "passkey.mail-removed", key.removedLead, at: now)
        }
        for address in addresses where address.id != proved.id && address.product == nil {
            try tell(person, "address.mail-removed", Phrase("address.mail-removed-lead", ["address": address.address.written]), at: now)
            try delete(address.id, of: person)
            try append(AuditEvent(.addressRemoved, by: actor, on: person.text, details: ["address": address.id.text]), at: now)
        }
        try run("DELETE FROM sign_in_changes WHERE person_id = \(person)")
    }
}
