internal import Core
internal import Delivery
internal import Foundation
internal import ProductKit
internal import SQL
internal import Web

/// Keeps this product's copy of its old logins: pulls the ID's list until there is no more. Each part is one transaction with the place where
/// the list goes on, so that a copy that was cut short goes on where it was.
package struct ClassicCopy: Sendable {
    private let site: ClassicSite

    package init(_ site: ClassicSite) { self.site = site }

    package struct Unreadable: Error, Sendable { let status: Int }

    /// Throws `OutgoingHTTPError` if the ID does not answer, `Unreadable` if it refuses.
    package func pull() async throws {
        while try await pullPart() {}
    }

    /// Whether there is more at once.
    private func pullPart() async throws -> Bool {
        let place = try await site.database.read { tx -> String? in
            try tx.first("SELECT place FROM classic_places WHERE name = 'list'")?["place"]
        }
        let part = try await part(after: place)
        guard let key = part["encapsulated_key"]?.string.flatMap({ Base64URL.decode($0) }),
            let sealed = part["sealed"]?.string.flatMap({ Base64URL.decode($0) }), let next = part["next"]?.string
        else { throw Unreadable(status: 200) }
        let list = try JSON(reading: site.keys.open(sealed, encapsulatedKey: key))
        let logins = (list["logins"]?.array ?? []).compactMap(CopiedLogin.listed)
        let keyring = site.keyring
        try await site.database.write { tx in
            for (login, names) in logins { try tx.keep(login, names: names, keyring) }
            try tx.run(
                """
                INSERT INTO classic_places (name, place) VALUES ('list', \(next)) ON CONFLICT (name) DO UPDATE SET place = excluded.place
                """)
        }
        return part["more"]?.bool ?? false
    }

    private func part(after place: String?) async throws -> JSON {
        let path = RolloutPath.changes.query([("after", place)])
        let answer = try await site.connection.http.send(
            OutgoingRequest(
                "GET", site.connection.issuer + path.text,
                headers: [("Accept", "application/json"), ("Authorization", site.connection.basicAuthorization)],
                timeout: .seconds(60), maximumAnswer: 16 << 20))
        guard answer.status == 200 else { throw Unreadable(status: answer.status) }
        return try JSON(reading: answer.body)
    }
}

extension CopiedLogin {
    /// A login of the list, with its names.
    fileprivate static func listed(_ json: JSON) -> (CopiedLogin, names: [String])? {
        guard let subject = json["subject"]?.string else { return nil }
        let names = (json["names"]?.array ?? []).compactMap(\.string)
        let credentials = json["state"]?.string == "outside" ? Credentials(json) : nil
        var login = CopiedLogin(subject: subject, credentials: credentials, lastStep: json["factor"]?["last_step"]?.integer)
        login.returnedAt = json["returned_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        return (login, names)
    }
}
