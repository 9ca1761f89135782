internal import Core
internal import Web

extension WebRequest {
    /// Throws a `Problem` that names the unknown parameters. If a misspelled name were ignored, the response would look like the answer to
    /// the intended request.
    func expectQuery(_ known: [String], lists: [String] = []) throws {
        let unknown = query.names.filter { !known.contains($0) }.prefix(10).map { String($0.prefix(64)) }
        guard !unknown.isEmpty else {
            let repeated = query.duplicates.filter { !lists.contains($0) }
            guard !repeated.isEmpty else { return }
            throw Problem(
                status: 400, code: "repeated-parameter", title: "The query says something twice.",
                detail: "Send one value only of: \(repeated.joined(separator: ", ")).",
                fields: repeated.map { FieldError($0, "This parameter may be sent once.") })
        }
        throw Problem(
            status: 400, code: "unknown-parameter", title: "The query has parameters that are not known here.",
            detail: "Take out: \(unknown.joined(separator: ", ")). These are known: \(known.joined(separator: ", ")).",
            fields: unknown.map { FieldError($0, "This parameter is not known here.") })
    }
}
