internal import Core
internal import Foundation
internal import ProductKit
internal import Traffic

/// The account and the project of a message, as the source names them.
struct MessagePlace: Hashable, Sendable {
    let account: String
    let project: String
}

/// One line of the source: a JSON object. Prices are decimal strings, times milliseconds since 1970.
struct MessageLine: Decodable {
    var id: String?
    var account: String?
    var project: String?
    var direction: String?
    var from: String?
    var to: String?
    var country: String?
    var status: String?
    var errorCode: String?
    var parts: Int?
    var price: String?
    var currency: String?
    var sentAt: Int64?
    var deliveredAt: Int64?
    var body: String?

    enum CodingKeys: String, CodingKey {
        case id, account, project, direction, from, to, country, status, parts, price, currency, body
        case errorCode = "error_code"
        case sentAt = "sent_at"
        case deliveredAt = "delivered_at"
    }

    /// No message costs more: a higher price is a mistake of the source, and a few of them would not fit into a sum.
    static let highestPrice = Amount(units: 1_000_000 * 100_000_000)

    /// Throws `LineRejection` if one of the line's times lies before the year 2000 or more than a day after `now`.
    func checkTimes(_ now: Timestamp) throws(LineRejection) {
        for (name, time) in [("sent_at", sentAt), ("delivered_at", deliveredAt)] {
            guard let time, time >= 0, time <= 1 << 43 else { continue }
            try LineRejection.check(Timestamp(milliseconds: time), called: name, now: now)
        }
    }

    /// Throws `LineRejection`.
    static func read(_ bytes: [UInt8]) throws(LineRejection) -> MessageLine {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw LineRejection("not UTF-8") }
        do {
            return try JSONDecoder().decode(MessageLine.self, from: Data(bytes))
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            throw LineRejection("invalid \(context.codingPath[0].stringValue)")
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            throw LineRejection("invalid \(context.codingPath[0].stringValue)")
        } catch {
            throw LineRejection("not JSON")
        }
    }

    /// The message that the line describes; `number` is the number of its project. Throws `LineRejection`.
    func message(project number: Int64) throws(LineRejection) -> Message {
        let id = try text(id, "id", atMost: 100)
        guard let sentAt, sentAt >= 0, let key = TrafficKey(sentAt: Timestamp(milliseconds: sentAt), id: id) else {
            throw LineRejection(sentAt == nil ? "missing sent_at" : "invalid date")
        }
        guard let status = MessageStatus(rawValue: try text(status, "status", atMost: 40)) else { throw LineRejection("unknown status") }
        guard let direction = Message.Direction(rawValue: direction ?? "outbound") else { throw LineRejection("unknown direction") }
        guard let price = Amount(try text(price, "price", atMost: 40)), !price.isNegative else { throw LineRejection("invalid price") }
        guard price <= Self.highestPrice else { throw LineRejection("price too high: at most 1000000") }
        guard let currency, Currency.isKnown(currency) else {
            throw LineRejection(currency == nil ? "missing currency" : "invalid currency")
        }
        let parts = parts ?? 1
        guard (1...1000).contains(parts) else { throw LineRejection("invalid parts") }
        let given = country ?? ""
        guard given.isEmpty || given.utf8.count == 2, given.utf8.allSatisfy({ (65...90).contains($0 & 0xDF) }) else {
            throw LineRejection("invalid country")
        }
        let country = given.uppercased()
        let errorCode = errorCode ?? ""
        guard errorCode.utf8.count <= 10, errorCode.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw LineRejection("invalid error_code")
        }
        if let deliveredAt, deliveredAt < 0 || deliveredAt > 1 << 43 { throw LineRejection("invalid date") }
        let body = body ?? ""
        guard body.utf8.count <= 20_000 else { throw LineRejection("text too long") }
        guard !body.utf8.contains(0) else { throw LineRejection("control character") }
        return Message(
            key: key, id: id, project: number, direction: direction, sender: try party(from, "from"),
            recipient: try party(to, "to"), country: country, status: status, errorCode: errorCode, parts: parts, price: price,
            currency: currency, deliveredAt: deliveredAt.map { Timestamp(milliseconds: $0) }, body: body)
    }

    /// Throws `LineRejection`.
    func place() throws(LineRejection) -> MessagePlace {
        let account = try text(account, "account", atMost: 200)
        let project = try text(project, "project", atMost: 200)
        guard !project.showsNothing else { throw LineRejection("project without a visible name") }
        return MessagePlace(account: account, project: project.tidyName)
    }

    /// A number or a name that people read.
    private func party(_ value: String?, _ name: String) throws(LineRejection) -> String {
        let party = try text(value, name, atMost: 100)
        guard !party.hasHiddenCharacters else { throw LineRejection("invisible character in \(name)") }
        return party
    }

    private func text(_ value: String?, _ name: String, atMost limit: Int) throws(LineRejection) -> String {
        guard let value, !value.isEmpty else { throw LineRejection("missing \(name)") }
        guard value.count <= limit else { throw LineRejection("\(name) too long") }
        guard !Self.hasControl(value) else { throw LineRejection("control character") }
        return value
    }

    static func hasControl(_ text: String) -> Bool {
        // Most texts are printable ASCII.
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return false }
        return text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

extension LineRejection {
    static let keptNoLonger = LineRejection("older than the account keeps messages")
    /// No member could ever see the message. After the account's people are imported, importing the same file again adds it.
    static let unknownAccount = LineRejection(MessageImport.unknownAccount)
    /// Importing the same file again, after one of the two was renamed, adds it.
    static let contestedProject = LineRejection("two projects claim this name: rename one of them")
}
