internal import Language

/// What a status code of a mail server means (RFC 3463), by its subject.
enum StatusCode {
    static func meaning(_ code: String) -> Phrase {
        let parts = code.split(separator: ".")
        guard parts.count == 3 else { return "events.code-other" }
        switch (parts[1], parts[2]) {
        case ("1", "1"), ("1", "6"), ("1", "10"): return "events.code-no-mailbox"
        case ("1", _): return "events.code-address"
        case ("2", "2"): return "events.code-full"
        case ("2", "1"): return "events.code-disabled"
        case ("2", _): return "events.code-mailbox"
        case ("3", _), ("4", _): return "events.code-network"
        case ("6", _): return "events.code-content"
        case ("7", _): return "events.code-policy"
        default: return "events.code-other"
        }
    }
}
