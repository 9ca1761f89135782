/// The trace that a request belongs to, as the caller's header says (W3C Trace Context, level 1). It is logged with the request, and passed on
/// with what the request sends to other servers, under a span of our own.
package struct Trace: Sendable, Equatable {
    /// 32 hexadecimal digits, the same for the whole trace.
    package let id: String
    /// 16 hexadecimal digits, of this request.
    package let span: String
    private let flags: String

    /// nil for a header that is none, or none of version 00: then nothing is passed on.
    package init?(header: String, random: some RandomSource = SystemRandom()) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "00", Self.isHex(parts[1], 32), Self.isHex(parts[2], 16), Self.isHex(parts[3], 2) else {
            return nil
        }
        id = String(parts[1])
        flags = String(parts[3])
        span = Hex.encode(random.bytes(8))
    }

    /// The header for what is sent on.
    package var header: String { "00-\(id)-\(span)-\(flags)" }

    /// Lower-case digits, not all of them 0.
    private static func isHex(_ text: Substring, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
            && (count == 2 || text.utf8.contains { $0 != 48 })
    }

    /// That of the task; nil for a request without one, and for the server's own work.
    @TaskLocal package static var current: Trace?
}
