internal import Core
internal import Traffic
internal import Web

/// A line of a request or a file: a JSON object. `at` is in milliseconds since 1970.
struct MailEventLine: Sendable {
    let event: MailEvent
    /// As the file has it; nil in a request, where it is the key's.
    let account: String?

    /// Why a line is rejected, in the words of the answer.
    struct Rejection: Error, Equatable {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private static let known: Set = ["id", "account", "event", "domain", "to", "at", "reason", "message_id"]
    /// The first moment of the year 2000.
    private static let earliest = Timestamp(seconds: 946_684_800)

    /// Throws `Rejection`.
    init(_ bytes: [UInt8]?, namesAccount: Bool, now: Timestamp) throws(Rejection) {
        guard let bytes else { throw Rejection("line too long") }
        guard let json = try? JSON(reading: bytes), let members = json.object else { throw Rejection("not a JSON object") }
        if let name = members.first(where: { !Self.known.contains($0.0) })?.0 { throw Rejection("unknown member \(name.prefix(40))") }
        if !namesAccount, json["account"] != nil { throw Rejection("account is that of your key") }
        account = namesAccount ? try Self.text(json, "account", 200) : nil
        let id = try Self.text(json, "id", 100)
        guard let kind = MailEvent.Kind(rawValue: try Self.text(json, "event", 20)) else { throw Rejection("unknown event") }
        guard let domain = DomainName.canonical(try Self.text(json, "domain", 253)) else { throw Rejection("invalid domain") }
        guard let address = EmailAddress(existing: try Self.text(json, "to", 254)) else { throw Rejection("invalid to") }
        guard let milliseconds = json["at"]?.integer else { throw Rejection(json["at"] == nil ? "missing at" : "invalid at") }
        let at = Timestamp(milliseconds: min(max(0, milliseconds), 1 << 43))
        guard at >= Self.earliest else { throw Rejection("at before the year 2000: seconds, not milliseconds?") }
        guard at <= now + .days(1), let key = TrafficKey(sentAt: at, id: id) else { throw Rejection("at after tomorrow") }
        let reason = json["reason"] == nil ? "" : try Self.text(json, "reason", 500, mayBeEmpty: true)
        event = MailEvent(
            key: key, id: id, account: "", kind: kind, domain: domain, recipient: address.canonical,
            receiving: String(address.canonical.split(separator: "@").last ?? ""), code: Self.code(in: reason), reason: reason,
            message: json["message_id"] == nil ? "" : try Self.text(json, "message_id", 200, mayBeEmpty: true))
    }

    private static func text(_ json: JSON, _ name: String, _ limit: Int, mayBeEmpty: Bool = false) throws(Rejection) -> String {
        guard let value = json[name]?.string else { throw Rejection(json[name] == nil ? "missing \(name)" : "invalid \(name)") }
        guard mayBeEmpty || !value.isEmpty else { throw Rejection("missing \(name)") }
        guard value.utf8.count <= limit * 4, value.count <= limit else { throw Rejection("\(name) too long") }
        guard !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Rejection("control character")
        }
        return value
    }

    /// `5.1.1` of `550 5.1.1 no such user`: the first word of that form.
    private static func code(in reason: String) -> String {
        let words = reason.split { !$0.isASCII || !($0.isNumber || $0 == ".") }
        let code = words.first { word in
            let parts = word.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 3 && ["2", "4", "5"].contains(parts[0]) && parts.dropFirst().allSatisfy { (1...3).contains($0.count) }
        }
        return code.map(String.init) ?? ""
    }
}
