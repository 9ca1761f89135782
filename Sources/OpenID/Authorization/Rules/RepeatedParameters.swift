/// No parameter may occur twice (RFC 6749 section 3.1), because two readers could each use a different value.
struct RepeatedParameters: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        // Only RFC 8707 allows a repeated parameter: `resource`.
        if let name = draft.parameters.repeated.first(where: { $0 != "resource" }) {
            throw OAuthError(.invalidRequest, "A parameter is given more than once: \(printable(name)).")
        }
    }
}

/// Makes a name from outside safe for an error description (RFC 6749 section 4.1.2.1) and for a log: at most 40 printable characters.
func printable(_ text: String) -> String {
    String(
        text.unicodeScalars.filter { $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0.value != 0x7F }.prefix(40).map(
            Character.init))
}
