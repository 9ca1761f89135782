internal import Core
internal import Language
internal import Web

extension WebRequest {
    /// Throws a `Problem` that names the unknown parameters. If a misspelled name were ignored, the response would look like the answer to
    /// the intended request.
    func expectQuery(_ known: [String], lists: [String] = []) throws {
        let unknown = query.names.filter { !known.contains($0) }.prefix(10).map { String($0.prefix(64)) }
        guard !unknown.isEmpty else { return try expectOnce(except: lists) }
        throw Problem(
            status: 400, code: "unknown-parameter", title: .english("The query has parameters that are not known here."),
            detail: .english(
                "Take out: \(unknown.joined(separator: ", "))."
                    + (known.isEmpty ? "" : " These are known: \(known.joined(separator: ", ")).")),
            fields: unknown.map { FieldError($0, .english("This parameter is not known here.")) })
    }
}
