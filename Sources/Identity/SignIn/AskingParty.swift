/// The relying party that sent somebody to the sign-in. It is read from the authorization request when the sign-in begins and kept with the
/// sign-in, so that its pages need not judge the request again. The code is issued only after the request has been judged again.
package struct AskingParty: Sendable, Equatable, Codable {
    package var name: String
    package var product: String?
    /// The origin of its redirect URI, if it is one of our own products: forms of the sign-in may redirect there. To others a page goes on.
    package var redirectOrigin: String?
    /// The e-mail address it expects (`login_hint`).
    package var hint: String?
    /// The languages it wants the pages in, the preferred one first (`ui_locales`).
    package var locales: String?

    /// Whether it asks for two factors (`acr_values`); nil if that is not known.
    package var needsTwoFactors: Bool?

    package init(name: String, product: String?, redirectOrigin: String?, hint: String? = nil, locales: String? = nil) {
        self.name = name
        self.product = product
        self.redirectOrigin = redirectOrigin
        self.hint = hint
        self.locales = locales
    }
}
