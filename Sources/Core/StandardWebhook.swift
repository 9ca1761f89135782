internal import Crypto
internal import Foundation

/// The signature of a webhook, as Standard Webhooks has it: HMAC-SHA256 over the id of the message, the time of the try and the body.
/// https://www.standardwebhooks.com
package enum StandardWebhook {
    private static let prefix = "whsec_"

    /// The key as receivers take it.
    package static func written(_ key: Secret<[UInt8]>) -> Secret<String> { Secret(prefix + Data(key.exposed).base64EncodedString()) }

    package static func headers(of id: String, _ body: String, key: [UInt8], at now: Timestamp) -> [(name: String, value: String)] {
        let time = String(now.seconds)
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(time).\(body)".utf8), using: SymmetricKey(data: key))
        return [
            ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", time),
            ("webhook-signature", "v1," + Data(code).base64EncodedString()),
        ]
    }
}
