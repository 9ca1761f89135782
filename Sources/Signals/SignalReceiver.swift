package import Core

// Signals tells others what happened: a product's server by webhooks (Standard Webhooks), a receiver of security events by Security Event
// Tokens (RFC 8417, CAEP). It decides who is told what, signs it, and sends it until it is accepted. It changes nothing itself: events come
// from Audit, sealed, and each is told once. Which products an event is about, whoever wires it says.

package enum SignalReceiverKind: IdentifierKind { package static let prefix = "hook" }
package typealias SignalReceiverID = Identifier<SignalReceiverKind>

/// Where events of one product are sent.
package struct SignalReceiver: Sendable, Equatable {
    package let id: SignalReceiverID
    package let product: String
    package let form: Form
    package let url: String
    /// The types of signals that are sent; empty for all of the form.
    package let types: [String]
    /// The audience of security events; a webhook has none, and an empty text.
    package let audience: String
    /// The key of a webhook's signatures, or the bearer token that a receiver of security events asks for; sealed.
    let secretSealed: [UInt8]?
    package let createdAt: Timestamp
    package internal(set) var disabledAt: Timestamp?
    package internal(set) var disabledBecause: String?

    package enum Form: String, Sendable, CaseIterable {
        case webhook
        case securityEvents = "security-events"
    }

    func takes(_ type: String) -> Bool { types.isEmpty || types.contains(type) }

    static func purpose(of id: SignalReceiverID) -> String { "signal receiver \(id)" }
}

/// Why a receiver cannot be added.
package enum SignalError: Error, Sendable, Equatable {
    /// Nothing of that form is sent by these names.
    case unknownTypes([String], known: [String])
    /// Neither https nor http on this machine.
    case unusableAddress
}
