package import Core

/// That a person asked to be deleted.
package struct Deletion: Sendable, Equatable {
    package let person: PersonID
    package let requestedAt: Timestamp
    /// From when on it is done.
    package let eraseAt: Timestamp

    /// How long they can come back.
    package static let grace: Duration = .days(14)
}
