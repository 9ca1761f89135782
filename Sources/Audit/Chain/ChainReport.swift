package import Core

/// What `ChainCheck` found.
package struct ChainReport: Sendable {
    package internal(set) var chains = 0
    package internal(set) var events = 0
    /// Values that were erased since their event was sealed.
    package internal(set) var erased = 0
    /// Events that no chain holds yet: of these nothing can be said. The oldest hundred by name.
    package internal(set) var unsealed = 0
    package internal(set) var firstUnsealed: [String] = []
    /// Events that a chain holds and no signature yet: whoever writes every table could still take away the newest of them.
    package internal(set) var unsigned: Int64 = 0
    /// Up to which signature events were deleted by age, as a later one says; 0 for none.
    package internal(set) var cut: Int64 = 0
    /// The newest signature over the chains.
    package internal(set) var head: AuditHead?
    package internal(set) var faults: [ChainFault] = []

    package var isWhole: Bool { faults.isEmpty }
}

/// A place where the log is not what was sealed.
package struct ChainFault: Sendable, Equatable {
    package let kind: Kind
    /// Whose chain; nil for the events of no account.
    package var account: AccountID?
    /// The place in the chain, counted from 1.
    package var number: Int64?
    package var event: EventID?
    /// The signature that shows it.
    package var head: Int64?

    package enum Kind: String, Sendable {
        /// The event, or its place, is not what was sealed.
        case eventChanged = "event-changed"
        /// An event from before the beginning of its chain: it was added, or is just being deleted by age.
        case eventStray = "event-stray"
        /// From this number on events are gone.
        case eventsMissing = "events-missing"
        /// Something personal was changed or added; what was erased is none.
        case valueChanged = "value-changed"
        /// The end of the chain is not its last event.
        case endChanged = "end-changed"
        /// Events before this number were deleted, and no signature allows it.
        case beginningChanged = "beginning-changed"
        /// The signature is not by this server, or not over what stands beside it.
        case headChanged = "head-changed"
        /// A signature with this number was given, and is gone.
        case headMissing = "head-missing"
        /// The chain does not hold what was signed.
        case headNotMet = "head-not-met"
    }
}
