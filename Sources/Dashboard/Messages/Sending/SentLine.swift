internal import Core
internal import Foundation
internal import Traffic
internal import Web

/// A line of `POST /api/messages`: a message, or what became of one that is there. Its account and project are the key's, and it has no price:
/// the server prices it.
struct SentLine: Sendable {
    let id: String
    /// nil for a line that only says what became of the message.
    let message: Message?
    let status: MessageStatus
    let errorCode: String
    let deliveredAt: Timestamp?

    /// Members that say what the key or the price list says.
    private static let refused = ["account", "project", "price", "currency"]
    private static let known: Set = [
        "id", "direction", "from", "to", "country", "status", "error_code", "parts", "sent_at", "delivered_at", "body",
    ]

    /// Throws `LineRejection`.
    init(_ bytes: [UInt8], now: Timestamp) throws(LineRejection) {
        let names = try Self.names(of: bytes)
        if let name = names.first(where: Self.refused.contains) {
            throw LineRejection(
                name == "price" || name == "currency"
                    ? "\(name) is not yours to give: the price list has it" : "\(name) is that of your key")
        }
        if let name = names.first(where: { !Self.known.contains($0) }) { throw LineRejection("unknown member \(name.prefix(40))") }
        var line = try MessageLine.read(bytes)
        line.price = "0"
        line.currency = "EUR"
        try line.checkTimes(now)
        let isNews = line.from == nil && line.to == nil
        if isNews {
            if let name = names.first(where: { !["id", "status", "error_code", "delivered_at"].contains($0) }) {
                throw LineRejection("\(name) cannot change: send id, status, error_code and delivered_at")
            }
            line.from = "-"
            line.to = "-"
            line.sentAt = now.milliseconds
        }
        let read = try line.message(project: 0)
        id = read.id
        message = isNews ? nil : read
        status = read.status
        errorCode = read.errorCode
        deliveredAt = read.deliveredAt
        try read.checkSense(isNews: isNews)
    }

    private static func names(of bytes: [UInt8]) throws(LineRejection) -> [String] {
        guard let json = try? JSON(reading: bytes), let members = json.object else { throw LineRejection("not a JSON object") }
        return members.map(\.0)
    }
}

extension Message {
    /// What a program says must fit together; an import takes old traffic as it was. Throws `LineRejection`.
    fileprivate func checkSense(isNews: Bool) throws(LineRejection) {
        guard country.isEmpty || CountryName.isKnown(country) else {
            throw LineRejection("unknown country \(country): two letters of ISO 3166-1")
        }
        guard status != .delivered || errorCode.isEmpty else { throw LineRejection("Delivered has no error_code") }
        if !isNews, let deliveredAt { try Self.check(deliveredAt, after: sentAt) }
    }

    /// Throws `LineRejection`.
    static func check(_ deliveredAt: Timestamp, after sentAt: Timestamp) throws(LineRejection) {
        guard deliveredAt >= sentAt else { throw LineRejection("delivered_at before sent_at") }
    }
}
