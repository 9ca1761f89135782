/// No parameter twice (RFC 6749 section 3.1): what the first reader takes, another must not take differently.
struct EachParameterOnce: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        // RFC 8707 alone allows repetition, of `resource`.
        if let name = draft.parameters.repeated.first(where: { $0 != "resource" }) {
            throw OAuthError(.invalidRequest, "A parameter is given more than once: \(printable(name)).")
        }
    }
}

/// Names from outside, safe in an error description (RFC 6749 section 4.1.2.1) and in a log.
func printable(_ text: String) -> String {
    String(
        text.unicodeScalars.filter { $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0.value != 0x7F }.prefix(40).map(
            Character.init))
}
