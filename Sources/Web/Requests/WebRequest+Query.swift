internal import Core
internal import Language

extension WebRequest {
    /// Throws a `Problem` (400) that names the parameters of the query that were sent more than once. Those of `lists` may be.
    package func expectOnce(except lists: [String] = []) throws {
        let repeated = query.duplicates.filter { !lists.contains($0) }
        guard !repeated.isEmpty else { return }
        throw Problem(
            status: 400, code: "repeated-parameter", title: .english("The query says something twice."),
            detail: .english("Send one value only of: \(repeated.joined(separator: ", "))."),
            fields: repeated.map { FieldError($0, .english("This parameter may be sent once.")) })
    }
}
