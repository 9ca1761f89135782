internal import Core
internal import Crypto

/// The hash of an event at its place in a chain: SHA-256 over the hash before it, the place, and all that the event says. Of what is
/// personal in it the digests count, so that a value can be erased and the event still be checked.
enum ChainHash {
    /// What stands before the first event of a chain.
    static let beginning = [UInt8](repeating: 0, count: 32)

    /// `digests` is the form that `ValueDigest.list` writes.
    static func of(_ event: RecordedEvent, digests: String?, at number: Int64, after before: [UInt8]) -> [UInt8] {
        var fields = HashedFields("lanyard audit event 1")
        fields.add(before)
        fields.add(String(number))
        fields.add(event.id.text)
        fields.add(String(event.at.milliseconds))
        for text in [event.actor, event.action, event.subject, event.account?.text, event.product, event.details] { fields.add(text) }
        for text in [event.client, event.session?.text, event.proof, event.changes, digests] { fields.add(text) }
        return fields.digest()
    }
}

/// The digest of a personal value, with the salt that is erased with it.
enum ValueDigest {
    static let saltLength = 16

    static func of(_ value: String, named name: String, of event: EventID, about person: String?, salt: [UInt8]) -> String {
        var fields = HashedFields("lanyard audit value 1")
        fields.add(salt)
        for text in [event.text, name, value, person] { fields.add(text) }
        return Base64URL.encode(fields.digest())
    }

    /// `name=digest`, sorted by name, with spaces between them; nil for none.
    static func list(_ digests: [String: String]) -> String? {
        digests.isEmpty ? nil : digests.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value }.joined(separator: " ")
    }

    static func read(_ list: String?) -> [String: String] {
        let pairs = (list ?? "").split(separator: " ").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
    }
}

/// Fields hashed one after another, each with its length before it, so that no two lists of fields are hashed alike. A missing field is not
/// an empty one.
struct HashedFields {
    private var hash = SHA256()

    init(_ purpose: String) { add(purpose) }

    mutating func add(_ text: String?) {
        guard let text else { return hash.update(data: [0]) }
        add(Array(text.utf8))
    }

    mutating func add(_ bytes: [UInt8]) {
        let length = UInt64(bytes.count)
        hash.update(data: [1] + (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) })
        hash.update(data: bytes)
    }

    consuming func digest() -> [UInt8] { Array(hash.finalize()) }
}
