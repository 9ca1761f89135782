/// For whom something is written: in which language, and at which local time.
package struct Reader: Sendable, Hashable {
    package var language: Language
    package var zone: Zone

    package init(_ language: Language = .english, zone: Zone = .utc) {
        self.language = language
        self.zone = zone
    }

    /// The reader of logs, of the command line and of problems in APIs.
    package static let program = Reader()
}
