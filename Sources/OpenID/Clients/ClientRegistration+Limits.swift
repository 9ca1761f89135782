package import Core
package import Language

/// The networks that an access key may be used from. When it ends is judged by whoever knows the time (`Client.checkEnd`).
extension ClientRegistration {
    private static let mostNetworks = 20

    var mistakesOfLimits: [FieldError] {
        guard isAccessKey else {
            return networks.isEmpty && expiresAt == nil
                ? [] : [FieldError("networks", .english("Only an access key ends by itself, or has networks of its own."))]
        }
        if networks.count > Self.mostNetworks {
            return [FieldError("networks", Phrase("access.too-many-key-networks", ["most": Self.mostNetworks]))]
        }
        let unknown = networks.first { text in
            Network(text).map(\.isEverywhere) ?? true || text.utf8.contains { $0 <= 32 }
        }
        return unknown.map { [FieldError("networks", Phrase("access.no-key-network", ["network": $0.prefix(60)]))] } ?? []
    }
}

extension Client {
    /// The longest that an access key may be made for.
    private static let longest = Duration.days(5 * 366)

    /// Throws a `Problem` (422) for an end that is no time to come.
    package static func checkEnd(_ end: Timestamp?, at now: Timestamp) throws(Problem) {
        guard let end, end <= now || end > now + longest else { return }
        throw Problem(
            status: 422, code: "invalid-client", title: .english("This access key cannot be made as it is."),
            fields: [FieldError("expires_at", "access.key-end-in-the-past")])
    }
}
