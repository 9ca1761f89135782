internal import Access
internal import ArgumentParser
internal import Core
internal import Provisioning
internal import SQL
internal import Web

/// The tokens by which directories change an account's people (SCIM 2.0).
struct ScimTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scim-token",
        abstract: "Make a token for a directory (SCIM). It is printed once. With --list or --revoke: those there are.")
    @OptionGroup var printing: Printing
    @OptionGroup var target: MemberCommand.Where
    @Option(help: "The role that newcomers get; without it they get nothing until a group gives them something.") var role: String?
    @Flag(help: "List the account's tokens, with their last use.") var list = false
    @Option(help: "Revoke the token with this id.") var revoke: String?

    func validate() throws {
        if list, revoke != nil || role != nil { throw ValidationError("--list goes alone.") }
        if revoke != nil, role != nil { throw ValidationError("--revoke goes without --role.") }
    }

    func run() async throws {
        if list { return try await printing.answer { try await listed($0) } }
        if let revoke { return try await printing.answer { try await revoked(revoke, $0) } }
        try await printing.answer(creating: true) { try await made($0) }
    }

    private func made(_ installation: Installation) async throws -> Answer<[String: String]> {
        let (account, product) = try await target.find(installation)
        let role = try await installation.role(named: role, in: product, of: account)
        let secret = SystemRandom().token()
        let token = try await installation.administer { work, _ in
            try work.makeProvisioningToken(secret, in: account.id, as: product.id, role: role?.id)
        }
        let address = try installation.address(of: .id).origin + ProvisioningPath.root.text
        return Answer(
            ["id": token.id.text, "token": secret.exposed, "address": address],
            "Address: \(address)\nToken (kept nowhere; write it down now): \(secret.exposed)")
    }

    private func listed(_ installation: Installation) async throws -> Answer<[Printed]> {
        let (account, product) = try await target.find(installation)
        let now = installation.clock.now()
        let tokens = try await installation.database.read { tx in
            try tx.provisioningTokens(of: account.id, product: product.id).map { token in
                try Printed(token, works: tx.right(of: token, in: product, at: now) != nil)
            }
        }
        return Answer(tokens, none: "No tokens.", ["id", "role", "made", "last used", "works"]) {
            [$0.id, $0.role ?? "none", $0.createdAt, $0.lastUsedAt ?? "never", $0.works ? "yes" : "no"]
        }
    }

    private func revoked(_ id: String, _ installation: Installation) async throws -> Answer<[String: String]> {
        let (account, product) = try await target.find(installation)
        guard let id = ProvisioningTokenID(id) else { throw CommandError("'\(id)' is no id of a token. '--list' shows them.") }
        try await installation.administer { work, _ in try work.revokeProvisioningToken(id, of: account.id, as: product.id) }
        return Answer(["id": id.text], "Revoked \(id.text).")
    }
}

extension ScimTokenCommand {
    fileprivate struct Printed: Encodable {
        let id: String
        let role: String?
        /// The person who made it; nil for the operator.
        let maker: String?
        let createdAt: String
        let lastUsedAt: String?
        /// Whether its maker may still manage people.
        let works: Bool

        init(_ token: ProvisioningToken, works: Bool) {
            id = token.id.text
            role = token.role?.rawValue
            maker = token.maker?.text
            createdAt = token.createdAt.rfc3339
            lastUsedAt = token.lastUsedAt?.rfc3339
            self.works = works
        }
    }
}
