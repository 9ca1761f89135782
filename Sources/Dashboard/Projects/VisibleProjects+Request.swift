internal import Core
internal import ProductKit
internal import SQL

extension VisibleProjects {
    /// What the member may see, according to the ID at this request. Looking ties no messages to a project: only the import and the operator
    /// do (`TrafficProject`), since otherwise a person could create a project and read what was sent under its name before (rule 3).
    ///
    /// `account` has them for the area of the page; a page that shows figures of another area too narrows it to that.
    static func of(_ member: InAccount, in account: Me.Account? = nil, _ site: ProductSite) async throws -> VisibleProjects {
        let account = account ?? member.account
        let accounts = account.names
        let known = account.projects.map { ($0.id, $0.name) }
        let traffic = try await site.database.read { tx in try TrafficProject.all(accounts: accounts, in: tx) }
        let projects = projects(known: known, traffic: traffic, isWhole: account.hasAllProjects)
        let chosen = member.project.flatMap { chosen in projects.first { $0.id == chosen.id } }
        return VisibleProjects(
            accounts: accounts, accountName: account.name, projects: projects, isWhole: account.hasAllProjects,
            chosen: chosen,
            opensProjects: account.mayManage(ProjectsArea.self), place: member.place,
            money: MoneyProof(account, in: (chosen.map { [$0] } ?? projects).map(\.id)))
    }
}
