internal import Core
internal import Traffic
internal import Web

/// A line of a request or a file: a JSON object. `at` is in milliseconds since 1970.
struct MailEventLine: Sendable {
    let event: MailEvent
    /// As the file has it; nil in a request, where it is the key's.
    let account: String?

    private static let known: Set = ["id", "account", "event", "domain", "to", "at", "reason", "message_id"]

    /// Throws `LineRejection`.
    init(_ bytes: [UInt8]?, namesAccount: Bool, now: Timestamp) throws(LineRejection) {
        guard let bytes else { throw LineRejection.tooLong }
        guard let json = try? JSON(reading: bytes), let members = json.object else { throw LineRejection("not a JSON object") }
        if let name = members.first(where: { !Self.known.contains($0.0) })?.0 { throw LineRejection("unknown member \(name.prefix(40))") }
        if !namesAccount, json["account"] != nil { throw LineRejection("account is that of your key") }
        account = namesAccount ? try Self.text(json, "account", 200) : nil
        let id = try Self.text(json, "id", 100)
        guard let kind = MailEvent.Kind(rawValue: try Self.text(json, "event", 20)) else { throw LineRejection("unknown event") }
        guard let domain = DomainName.canonical(try Self.text(json, "domain", 253)) else { throw LineRejection("invalid domain") }
        guard let address = EmailAddress(existing: try Self.text(json, "to", 254)) else { throw LineRejection("invalid to") }
        guard let milliseconds = json["at"]?.integer else { throw LineRejection(json["at"] == nil ? "missing at" : "invalid at") }
        let at = Timestamp(milliseconds: min(max(0, milliseconds), 1 << 43))
        try LineRejection.check(at, called: "at", now: now)
        guard let key = TrafficKey(sentAt: at, id: id) else { throw LineRejection("at after tomorrow") }
        let reason = json["reason"] == nil ? "" : try Self.text(json, "reason", 500, mayBeEmpty: true)
        event = MailEvent(
            key: key, id: id, account: "", kind: kind, domain: domain, recipient: address.canonical,
            receiving: String(address.canonical.split(separator: "@").last ?? ""), code: Self.code(in: reason), reason: reason,
            message: json["message_id"] == nil ? "" : try Self.text(json, "message_id", 200, mayBeEmpty: true))
    }

    private static func text(_ json: JSON, _ name: String, _ limit: Int, mayBeEmpty: Bool = false) throws(LineRejection) -> String {
        guard let value = json[name]?.string else { throw LineRejection(json[name] == nil ? "missing \(name)" : "invalid \(name)") }
        guard mayBeEmpty || !value.isEmpty else { throw LineRejection("missing \(name)") }
        guard value.utf8.count <= limit * 4, value.count <= limit else { throw LineRejection("\(name) too long") }
        guard !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw LineRejection("control character")
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
