internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Directory
internal import Identity
internal import SQL

/// Erases somebody who asked the operator for it.
struct RemovePerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Delete a person's ID: it is closed now, and erased in 14 days.",
        discussion: """
            Until then they may sign in and keep it, and 'lanyard person activate' brings them back. Erased are names, addresses, credentials, \
            sessions and places in accounts. What others did with them stays with an id alone: audit events as long as audit.keep_days says, and \
            backups as long as you keep them.
            """)
    @OptionGroup var printing: Printing
    @Argument(help: "The person, by id or e-mail address.") var person: String
    @Flag(help: "Erase at once. Nothing brings them back.") var now = false

    struct Printed: Encodable {
        let id: String
        let eraseAt: String

        enum CodingKeys: String, CodingKey {
            case id
            case eraseAt = "erase_at"
        }
    }

    func run() async throws {
        let atOnce = self.now
        try await printing.answer { installation in
            let found = try await installation.person(named: person)
            guard atOnce || found.status != .suspended else {
                throw CommandError(
                    "\(found.name) is suspended, and whoever leaves may come back by signing in. Erase them at once with --now, or keep them."
                )
            }
            let now = installation.clock.now()
            let catalog = installation.catalog
            let eraseAt = try await installation.administer { rule, tx in
                if atOnce {
                    try tx.beginDeletion(of: found.id, under: rule, by: .operatorCommand, at: now)
                    try tx.hastenDeletion(of: found.id, at: now)
                    try PersonalErasure(catalog: catalog).erase(found.id, in: tx, at: now)
                    return now
                }
                return try tx.beginDeletionByOperator(of: found.id, under: rule, at: now)?.eraseAt ?? now
            }
            let printed = Printed(id: found.id.text, eraseAt: eraseAt.rfc3339)
            return Answer(
                printed,
                atOnce
                    ? "\(found.id) is erased. Nothing is left of them but this id."
                    : "\(found.name) is signed out and erased after \(printed.eraseAt). Until then: lanyard person activate \(found.id)")
        }
    }
}
