internal import Core
internal import ProductKit
internal import SQL

extension VisibleProjects {
    /// What the member may see, according to the ID at this request. Projects that the ID names for the first time are linked to messages
    /// of the same project name only if the reader sees every project anyway. Otherwise a person could create a project and read what was
    /// sent under its name before (rule 3).
    static func of(_ member: InAccount, _ site: ProductSite) async throws -> VisibleProjects {
        let account = member.account
        let accounts = [account.id] + (account.externalID.map { [$0] } ?? [])
        let known = account.projects.map { ($0.id, $0.name) }
        var traffic = try await site.database.read { tx in try TrafficProject.all(accounts: accounts, in: tx) }
        if account.hasAllProjects, TrafficProject.wouldLink(traffic, to: known) {
            try await site.database.write { tx in _ = try TrafficProject.link(accounts: accounts, to: known, in: tx) }
            traffic = try await site.database.read { tx in try TrafficProject.all(accounts: accounts, in: tx) }
        }
        let projects = projects(known: known, traffic: traffic, isWhole: account.hasAllProjects)
        return VisibleProjects(
            accounts: accounts, accountName: account.name, projects: projects, isWhole: account.hasAllProjects,
            chosen: member.project.flatMap { chosen in projects.first { $0.id == chosen.id } }, money: MoneyProof(account))
    }
}
