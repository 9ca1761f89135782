internal import Access
internal import Core
internal import Identity
internal import SQL

/// A person as commands print them.
struct PrintedPerson: Encodable {
    let id: String
    let name: String
    let status: String
    let addresses: [String]
    let secondFactors: [String]
    /// Their passkeys and security keys.
    let keys: [String]
    /// nil for somebody who has no recovery codes.
    let recoveryCodesLeft: Int?
    let memberships: [Membership]

    struct Membership: Encodable {
        let account: String
        let product: String
        let role: String
    }

    init(_ person: Person, _ tx: Transaction, at now: Timestamp) throws {
        id = person.id.text
        name = person.name
        status = person.status.rawValue
        addresses = try tx.addresses(of: person.id).map(\.address.written)
        secondFactors = try tx.secondFactors(of: person.id).map { factor in
            switch factor.method {
            case .authenticatorApp: "authenticator app"
            case .textMessage(let message): "SMS to \(message.number)"
            }
        }
        keys = try tx.passkeys(of: person.id).map { key in
            switch key.kind {
            case .passkey: "passkey “\(key.name)”"
            case .securityKey: "security key “\(key.name)” of \(key.relyingParty)"
            }
        }
        recoveryCodesLeft = try tx.recoveryCodes(of: person.id)?.left
        memberships = try tx.memberships(of: person.id).map {
            Membership(
                account: $0.account.text, product: $0.product.rawValue,
                role: $0.grants(at: now).map(\.role.rawValue).joined(separator: ", "))
        }
    }

    var words: String {
        let lines =
            addresses.map { "signs in as \($0)" } + secondFactors.map { "second factor: \($0)" } + keys
            + (recoveryCodesLeft.map { ["recovery codes left: \($0)"] } ?? [])
            + memberships.map { "\($0.role) in \($0.account) (\($0.product))" }
        return (["\(name) (\(id)), \(status)"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }
}
