package import Access
internal import Core
package import Credentials
internal import Identity

/// A record as it would come in, for the operator to look at: what is secret in it is only named.
package struct RecordSample: Sendable {
    let line: Int
    /// What would come in, by name.
    let values: [(name: String, value: String)]

    package var text: String {
        let width = values.map(\.name.count).max() ?? 0
        let lines = values.map { "  \($0.name)" + String(repeating: " ", count: width - $0.name.count + 2) + $0.value }
        return (["no. \(line)"] + lines).joined(separator: "\n")
    }

    init(_ line: ExportLine) {
        self.line = line.line
        switch line.content {
        case .failure(let rejection):
            values = [("rejected", ([rejection.reason.rawValue] + (rejection.detail.map { [$0] } ?? [])).joined(separator: ": "))]
        case .success(let person): values = Self.values(of: person).filter { !$0.value.isEmpty }
        }
    }

    private static func values(of person: ExportedPerson) -> [(name: String, value: String)] {
        [
            ("id", person.externalID), ("email", person.email.map { $0.written + (person.isVerified ? " (verified there)" : "") } ?? ""),
            ("user name", person.login?.written ?? ""),
            ("name", person.name), ("status", person.status.rawValue), ("role", person.role.id.rawValue),
            ("account", person.accountName == person.accountID ? person.accountID : "\(person.accountName) (\(person.accountID))"),
            ("projects", person.projects.joined(separator: ", ")),
            ("password", person.password.map { "a hash of the form \($0.format.rawValue)" } ?? "none"),
            ("second factor", person.factor.map(\.summary) ?? "none"),
            ("security keys", person.keys.isEmpty ? "" : "\(person.keys.count)"), ("locale", person.locale ?? ""),
            ("created", person.createdAt?.rfc3339 ?? ""), ("last sign-in", person.lastSignInAt?.rfc3339 ?? ""),
            ("left out", person.warnings.map(\.rawValue).joined(separator: "; ")),
        ]
    }
}

extension ExportedPerson.Factor {
    fileprivate var summary: String {
        switch self {
        case .totp(let totp): "an authenticator app (\(totp.algorithm.rawValue), \(totp.digits) digits, \(totp.period) s)"
        case .sms(let phone): "text messages to a number that ends in \(phone.text.suffix(3))"
        }
    }
}

extension ExportFiles {
    /// The first records. Throws `ImportError`.
    package func samples(_ count: Int, catalog: ProductCatalog, hashes: HashSettings) throws(ImportError) -> [RecordSample] {
        guard let product = catalog[format.product] else { throw .unknownProduct(format.product.rawValue) }
        var reader = try reader(product, hashes)
        var samples: [RecordSample] = []
        while samples.count < count, let line = try reader.next() { samples.append(RecordSample(line)) }
        return samples
    }
}
