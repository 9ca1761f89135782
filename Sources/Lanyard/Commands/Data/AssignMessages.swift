internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Dashboard
internal import SQL

/// Ties messages that were imported under a name which no project of the account had to one of its projects.
struct AssignMessages: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign",
        abstract: "Give the messages of a name that no project had to a project; its people read them from then on.")
    @OptionGroup var printing: Printing
    @Argument(help: "The project's id, as 'lanyard audit' and the API show it.") var project: String
    @Option(help: "The name that the messages give.") var name: String

    struct Printed: Encodable {
        let project: String
        let name: String
    }

    func run() async throws {
        guard let id = ProjectID(project) else { throw CommandError("'\(project)' is not the id of a project: those begin with prj_.") }
        let name = name
        try await printing.answer { installation in
            let (found, accounts) = try await installation.database.read { tx in
                let found = try tx.project(id)
                return (found, try found.map { try tx.sources(of: $0.account).map(\.externalID) + [$0.account.text] } ?? [])
            }
            guard let found else { throw CommandError("There is no project \(id).") }
            let dashboard = try installation.stores.store(of: .dashboard).database
            let traffic = try await dashboard.read { tx in try TrafficProject.all(accounts: accounts, in: tx) }
            guard let one = traffic.first(where: { $0.name == name && $0.projectID == nil }) else {
                let free = traffic.filter { $0.projectID == nil }.map { "'\($0.name)'" }
                throw CommandError(
                    "The account has no messages under the name '\(name)' that belong to no project yet. "
                        + (free.isEmpty ? "All of its messages belong to a project." : "There are: \(free.joined(separator: ", "))."))
            }
            let taken = CommandError("\(found.name) has messages under another name already, and a project has one name for them.")
            guard try await dashboard.read({ tx in try TrafficProject.mayLink(to: id.text, in: tx) }) else { throw taken }
            // Two databases share no transaction. The log comes first, so that nothing is changed that it does not tell.
            let now = installation.clock.now()
            try await installation.database.write { tx in
                try tx.append(
                    AuditEvent(.trafficAssigned, by: .operatorCommand, on: id.text, account: found.account, details: ["name": name]),
                    at: now)
            }
            guard try await dashboard.write({ tx in try TrafficProject.link(one.number, to: id.text, in: tx) }) else { throw taken }
            return Answer(Printed(project: id.text, name: name), "The messages of '\(name)' belong to \(found.name) now.")
        }
    }
}
