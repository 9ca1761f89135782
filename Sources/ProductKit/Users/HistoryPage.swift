internal import Core
internal import Language
internal import Web

/// What happened to a member in this account: when, what and by whom.
enum HistoryPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.history, as: MayManage<UsersArea>.self) { proof, request, site in
            let member = try await proof.api.member(request.parameters(of: UserPath.history), in: proof.account)
            let after = request.query["after"]
            let path = ManagementPath.memberEvents(proof.account.id, member.id)
            let answer = try await proof.api.call("GET", path.query([("limit", "50"), ("after", after)]))
            let rows = (answer["items"]?.array ?? []).map { event -> [HTML] in
                let time: HTML = PageText.time(rfc3339: event["at"]?.string) ?? ""
                return [time, "\(HTML.join(EventText(event).lines.map { "<div>\($0)</div>" }))", "\(EventText.source(event))"]
            }
            let older = answer["next"]?.string.map { UserPath.history(member.id).query([("after", $0)]) }
            let newer = after == nil ? nil : UserPath.history(member.id)
            let columns: [Table.Column] = [.init("users.when"), .init("users.what"), .init("users.by-whom")]
            let title = Phrase("users.history-of", ["name": member.name])
            return .page(
                site.shell(proof).page(
                    title, request, back: (.text(member.name), UserPath.member(member.id)),
                    content: "\(Table(title, columns, rows: rows))\(Paging(newer: newer, older: older))"))
        }
    }
}
