internal import Core
package import SQL
internal import Web

extension Transaction {
    /// Every old login that is kept here, a JSON object a line; credentials stay sealed.
    package func exportedOldLogins() throws -> [String] {
        try rows("SELECT subject, sealed, last_step, arrived_at FROM classic_logins ORDER BY subject").map { row in
            let subject: String = try row["subject"]
            let sealed: [UInt8]? = try row["sealed"]
            let names: [String] = try rows("SELECT name FROM classic_names WHERE subject = \(subject) ORDER BY name").map { try $0["name"] }
            let lastStep: Int64? = try row["last_step"]
            let arrived: Timestamp? = try row["arrived_at"]
            let json: JSON = [
                "subject": .string(subject), "names": .array(names.map(JSON.string)), "sealed": .text(sealed.map { Base64URL.encode($0) }),
                "last_step": lastStep.map(JSON.integer) ?? .null, "arrived_at": .text(arrived?.rfc3339),
            ]
            return String(decoding: json.bytes, as: UTF8.self)
        }
    }

    /// Removes all of it: nobody signs in here any more.
    package func removeOldLogins() throws {
        for table: Statement in [
            "classic_names", "classic_logins", "classic_codes", "classic_tries", "classic_networks", "classic_places",
        ] { try run("DELETE FROM \(table)") }
    }
}
