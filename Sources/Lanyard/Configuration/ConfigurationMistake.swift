internal import Foundation

/// A mistake in the configuration: where it is, what is wrong, and how to correct it.
struct ConfigurationMistake: Sendable, Equatable {
    /// `lanyard.yaml:12`, or the environment variable's name.
    var place: String
    var sentence: String
}

/// Every mistake of a configuration at once.
struct ConfigurationError: Error, LocalizedError {
    var mistakes: [ConfigurationMistake]
    var errorDescription: String? { mistakes.map { "\($0.place): \($0.sentence)" }.joined(separator: "\n") }
}
