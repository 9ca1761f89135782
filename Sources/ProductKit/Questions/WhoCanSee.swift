internal import Core
package import Language
package import Web

/// The first people who can see something, each with the reason, for the page of that thing. The whole answer is a question away.
package enum WhoCanSee {
    private static let most = 10

    /// The question who can see an area, as a link from its pages; nil for whoever may not know it.
    package static func link(_ area: Phrase, _ member: InAccount, _ request: WebRequest) -> HTML? {
        guard member.account.mayView(UsersArea.self) else { return nil }
        let question = Phrase("ask.example-who", ["area": area]).text(for: request.reader)
        let place = member.place.filter { $0.0 == WorkPlace.accountField }
        return "<p class=\"screen\"><a href=\"\(AskPath.ask.query([("q", question)] + place))\">\(words: "ask.who-can-see-this")</a></p>"
    }

    /// nil for whoever may not know it.
    package static func project(_ project: Me.Project, _ member: InAccount) async throws -> HTML? {
        guard member.account.mayView(UsersArea.self) else { return nil }
        let sentence = "Who can see project \(project.name)?"
        let given: [(String, String?)] = [("ask", sentence), ("thing", project.id), ("limit", "\(most)")]
        let answer = try await AskAnswer(member.api.call("GET", ManagementPath.answers(member.account.id).query(given)))
        let rows = answer.items.map { item -> [HTML] in
            [
                "<a href=\"\(UserPath.member(item.member))\">\(item.name)</a>", "\(RoleMatrix.may(item.isAllowed ? item.action : ""))",
                "\(item.why)",
            ]
        }
        let all = AskPath.ask.query([("q", sentence), ("thing", project.id)])
        return """
            \(Table(answer.words, [.init("users.name", .name), .init("ask.may"), .init("ask.why")], rows: rows))
            <p><a href="\(all)">\(words: answer.next == nil ? "ask.as-question" : "ask.all-of-them")</a></p>
            """
    }
}
