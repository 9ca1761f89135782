internal import Core
internal import Language
internal import Web

/// Questions that have an answer here, by a click. None asks why somebody lacks what they have, or what an Administrator would lose.
enum AskExamples {
    static func panel(_ proof: InAccount, _ request: WebRequest, _ site: ProductSite) async throws -> HTML {
        let closed = site.areas.first { !proof.account.mayView($0) }
        let own: [Phrase] = ["ask.example-what"] + (closed.map { [Phrase("ask.example-why", ["area": $0.title])] } ?? [])
        let others =
            proof.account.mayView(UsersArea.self)
            ? try await site.areas.prefix(3).map { Phrase("ask.example-who", ["area": $0.title]) } + change(proof) : []
        let links = (others + own).map { phrase -> HTML in
            "<li><a href=\"\(AskPath.ask.query([("q", phrase.text(for: request.reader))]))\">\(phrase)</a></li>"
        }
        return Panel("ask.examples", "<ul class=\"examples\">\(links)</ul>").html
    }

    /// Somebody else's, with a role that they do not have yet; nothing if there is nobody.
    private static func change(_ proof: InAccount) async throws -> [Phrase] {
        let listing = ManagementPath.members(proof.account.id).query([("status", "active"), ("order", "name"), ("limit", "10")])
        let members = try await (proof.api.call("GET", listing)["items"]?.array ?? []).map(Member.init)
        let roles = try await proof.api.roles(in: proof.account)
        let administrators = Set(roles.filter(\.isAdministrator).map(\.id))
        for member in members where member.id != proof.account.member {
            let held = Set(member.grants.map(\.role.id))
            guard held.isDisjoint(with: administrators) else { continue }
            if let role = roles.first(where: { !$0.isAdministrator && !held.contains($0.id) }) {
                return [Phrase("ask.example-if", ["name": member.name, "role": role.title])]
            }
        }
        return []
    }
}
