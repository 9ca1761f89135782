internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// The first page of an account without messages: what is to be done until there are some, each step ticked once it is. Each reader has the
/// steps that they may take. Cost: up to two questions to the ID, while there is no message.
struct FirstSteps: Sendable {
    struct Step: Sendable {
        let title: Phrase
        let text: Phrase
        let path: Path
        let isDone: Bool
    }

    private(set) var steps: [Step] = []

    static func find(_ member: InAccount, _ visible: VisibleProjects, _ site: ProductSite) async throws -> FirstSteps {
        let account = member.account
        var found = FirstSteps()
        let hasProject = !visible.projects.isEmpty
        if account.mayManage(ProjectsArea.self) {
            found.steps.append(
                Step(title: "overview.step-project", text: "overview.step-project-text", path: ProjectPath.new, isDone: hasProject))
        }
        if account.mayManage(AccessKeysArea.self) {
            let keys = hasProject ? try await AccessKey.all(of: account, member.api) : []
            found.steps.append(
                Step(
                    title: "overview.step-key", text: "overview.step-key-text", path: hasProject ? AccessKeyPath.new : ProjectPath.new,
                    isDone: !keys.isEmpty))
            found.steps.append(
                Step(title: "overview.step-message", text: "overview.step-message-text", path: AccessKeyPath.list, isDone: false))
        }
        if account.mayManage(UsersArea.self) {
            let path = ManagementPath.members(account.id).query([("order", "name"), ("limit", "50")])
            let people = try await member.api.call("GET", path)["items"]?.array?.count ?? 0
            found.steps.append(
                Step(title: "overview.step-people", text: "overview.step-people-text", path: UserPath.invite, isDone: people > 1))
        }
        return found
    }

    var html: HTML {
        let items = steps.map { step -> HTML in
            let title: HTML = step.isDone ? "\(step.title)" : "<a href=\"\(step.path)\">\(step.title)</a>"
            let state: HTML = step.isDone ? Badge("overview.step-done", .good).html : ""
            return "<li><p><strong>\(title)</strong> \(state)</p><p class=\"quiet\">\(step.text)</p></li>"
        }
        return Panel("overview.first-steps", "<ol class=\"prose\">\(items)</ol>").html
    }
}
