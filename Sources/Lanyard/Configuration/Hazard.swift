internal import Core
internal import Web

/// What a configuration allows and its operator would regret: it is right, so the server starts, and `config check` and `doctor` say it.
struct Hazard: Sendable, Equatable {
    let setting: String
    /// What would happen, and what to do.
    let sentence: String

    /// OWASP's least work of argon2id, as memory in KiB times passes, and its least memory.
    private static let leastWork = 35_840
    private static let leastMemory = 7_168

    static func all(in configuration: Configuration) -> [Hazard] {
        let found = [
            hashing(configuration), mail(configuration), breachedPasswords(configuration), proxies(configuration), support(configuration),
        ]
        return found.compactMap { $0 }
    }

    private static func hashing(_ configuration: Configuration) -> Hazard? {
        let memory = configuration.number("hashing.memory_kib")
        guard memory < leastMemory || memory * configuration.number("hashing.passes") < leastWork else { return nil }
        return Hazard(
            setting: "hashing.memory_kib",
            sentence: "Whoever steals the database guesses passwords fast. Leave it at 19456 with 2 passes, or see 'lanyard bench-hash'.")
    }

    private static func mail(_ configuration: Configuration) -> Hazard? {
        guard !configuration.flag("example"), configuration["smtp.url"] == nil else { return nil }
        return Hazard(
            setting: "smtp.url",
            sentence:
                "No mail leaves: nobody can set a password, accept an invitation or hear of a change to their sign-in. Name a mail server.")
    }

    private static func breachedPasswords(_ configuration: Configuration) -> Hazard? {
        guard !configuration.flag("example"), configuration["passwords.breached_file"] == nil else { return nil }
        return Hazard(
            setting: "passwords.breached_file",
            sentence: "People may choose passwords that were stolen elsewhere, which are tried first. Name a file of Have I Been Pwned.")
    }

    private static func proxies(_ configuration: Configuration) -> Hazard? {
        let networks = Network.list(configuration.text("trusted_proxies")) ?? []
        if networks.contains(where: \.isEverywhere) {
            return Hazard(
                setting: "trusted_proxies", sentence: "Everybody may claim any address, so no limit holds. Name your proxies alone.")
        }
        let isBehind = PublicAddress(configuration.text("id.public_address"))?.isLoopback == false
        guard isBehind, networks.isEmpty else { return nil }
        return Hazard(
            setting: "trusted_proxies",
            sentence:
                "Everybody comes from one network, that of the proxy that ends TLS: one guesser locks all out. Name the proxy's address.")
    }

    private static func support(_ configuration: Configuration) -> Hazard? {
        guard !configuration.flag("example"), configuration["organisation.support"] == nil else { return nil }
        return Hazard(
            setting: "organisation.support", sentence: "Whoever cannot sign in finds nobody to ask. Give an address or a telephone number.")
    }
}
