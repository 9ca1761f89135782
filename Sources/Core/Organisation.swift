/// Whose service this is, as pages, mails and text messages say it. Configured once.
package struct Organisation: Sendable, Equatable {
    package let name: String
    /// Where people ask for help: an e-mail address, a telephone number or a web address.
    package let support: String?
    /// The public address of the ID.
    package let address: String
    /// The path of its logo on each of its servers; nil if it has none.
    package let logo: String?

    package init(name: String, support: String? = nil, address: String, logo: String? = nil) {
        self.name = name
        self.support = support
        self.address = address
        self.logo = logo
    }

    /// The support contact as the target of a link; nil if it is none.
    package var supportLink: String? {
        guard let support else { return nil }
        if support.hasPrefix("https://") { return support }
        if EmailAddress(support) != nil { return "mailto:" + support }
        return PhoneNumber(support).map { "tel:" + $0.text }
    }
}
