internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// What the forms that make a new passkey or security key need of the signed-in person.
struct PasskeyRegistration {
    /// The keys that the person has already.
    let keys: [Passkey]
    let address: String
    private let signedIn: SignedIn
    private let request: WebRequest
    private let site: IDSite

    init(_ signedIn: SignedIn, _ request: WebRequest, _ site: IDSite) async throws {
        let person = signedIn.person.id
        (keys, address) = try await site.database.read { tx in (try tx.passkeys(of: person), try tx.addressText(of: person)) }
        self.signedIn = signedIn
        self.request = request
        self.site = site
    }

    /// A form that makes a key of this kind for the site. `content` has the other fields and the button.
    func form(_ kind: Passkey.Kind, relyingParty: String, content: HTML) throws -> PasskeyForm {
        let options = PasskeyOptions.registration(
            try site.steps.registrationChallenge(in: signedIn.session), kind, of: signedIn.person, address: address, besides: keys,
            relyingParty: relyingParty)
        return PasskeyForm(
            .create, PasskeyPath.addition, request, options: options, note: "passkey.not-made",
            content: "\(Hidden("kind", kind.rawValue))\(content)")
    }
}

extension Transaction {
    /// The person's main address as they wrote it; empty if they have none.
    func addressText(of person: PersonID) throws -> String { try mainAddress(of: person)?.address.written ?? "" }
}
