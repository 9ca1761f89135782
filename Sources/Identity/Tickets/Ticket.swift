package import Core
package import Language

package enum TicketKind: IdentifierKind { package static let prefix = "tkt" }
package typealias TicketID = Identifier<TicketKind>

/// Somebody asks for help from a page of a sign-in. It says where they were, when, and what they wrote; who they are is only what they typed.
package struct Ticket: Sendable, Equatable {
    package let id: TicketID
    /// What the person and the operator call it: eight letters and digits.
    package let reference: String
    package let address: EmailAddress
    package let step: Step
    /// The product that asked for the sign-in.
    package let product: String?
    package let language: Language
    package let words: String
    package let openedAt: Timestamp
    package internal(set) var answeredAt: Timestamp?
    package internal(set) var answer: String?

    /// Where the person was.
    package enum Step: String, Sendable, CaseIterable {
        case address, password
        case secondFactor = "second-factor"
        case outside
        case other
    }

    package static let longest = 2000

    package init(
        _ words: String, from address: EmailAddress, at step: Step, product: String?, in language: Language, at now: Timestamp
    ) {
        id = TicketID(at: now)
        reference = String(Base32.encode(SystemRandom().bytes(5)).prefix(8))
        self.address = address
        self.step = step
        self.product = product
        self.language = language
        self.words = words
        openedAt = now
    }
}
