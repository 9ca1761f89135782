package import Core

/// The paths of the events.
package enum EventPath {
    package static let list = Path("/events")
    package static let file = Path("/events.csv")
    package static let volume = Path("/events/volume.csv")
    /// For programs with an access key.
    package static let api = Path("/api/events")
}
