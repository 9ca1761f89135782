internal import Identity

extension Person.Status {
    /// What an old product may say of a person; nil for what only this server knows.
    init?(exported text: String) {
        guard let status = Person.Status(rawValue: text), [.active, .suspended, .invited].contains(status) else { return nil }
        self = status
    }
}
