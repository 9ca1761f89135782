internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// What somebody typed to say which login is theirs.
enum TypedLogin {
    case address(EmailAddress)
    /// A name of an old product.
    case name(LoginName)

    var written: String {
        switch self {
        case .address(let address): address.written
        case .name(let name): name.written
        }
    }

    /// The field in which it is typed.
    static func field(in form: FormState, takesNames: Bool, offersPasskeys: Bool = false) -> TextField {
        let label: Phrase = takesNames ? "sign-in.login" : "sign-in.address"
        guard takesNames else { return TextField("address", label, offersPasskeys ? .usernameOrPasskey : .username, in: form) }
        return TextField("address", label, offersPasskeys ? .loginOrPasskey : .login, in: form)
    }

    /// What is wrong with a text that is none.
    static func objection(to given: String, takesNames: Bool) -> Phrase {
        takesNames && given.isEmpty ? "sign-in.enter-login" : AddressPage.objection(toAddress: given)
    }
}

extension IDSite {
    /// Whether a name of an old product can be typed too: only where there are any.
    func takesNames() async throws -> Bool { try await database.read { try $0.hasLoginNames() } }

    /// nil for a text that can be no login here.
    func login(typed given: String) async throws -> TypedLogin? {
        if let address = EmailAddress(existing: given) { return .address(address) }
        guard try await takesNames() else { return nil }
        return LoginName(given).map { .name($0) }
    }
}
