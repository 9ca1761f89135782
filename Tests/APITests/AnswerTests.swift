import API
import Access
import Audit
import Core
import HTTPTypes
import Identity
import Language
import SQL
import TestSupport
import Testing
import Web

/// Questions in a sentence: complete answers, each with its reason, and nothing for those who may not ask.
@Suite("Answers", .onEveryDatabase) struct AnswerTests {
    private func ask(_ world: APIWorld, _ question: String, as role: RoleID, _ more: [(String, String?)] = []) async throws -> Answer {
        try await world.send(.get, APIPath.answers(world.account).query([("ask", question)] + more), as: role)
    }

    private func members(_ answer: Answer) -> Set<String> {
        Set((answer.body["items"]?.array ?? []).compactMap { $0["member"]?.string })
    }

    private func rename(_ world: APIWorld, _ role: RoleID, to name: String) async throws {
        let person = try world.member(role).person
        let now = world.clock.now()
        _ = try await world.database.write { try $0.rename(person, to: name, by: .operatorCommand, at: now) }
    }

    @Test("Who can see or manage each area and project is answered with exactly those whom the decision permits")
    func who() async throws {
        try await APIWorld.with { world in
            let product = try #require(world.catalog["dashboard"])
            let now = world.clock.now()
            let areas = product.areas.map { ($0.name, Resource.area($0.id)) }
            let projects = world.projects.map { ("project " + $0.name, Resource.project($0.id, of: world.account)) }
            for (name, resource) in areas + projects {
                for (verb, action) in [("see", Action.view), ("manage", .manage)] {
                    let answer = try await ask(world, "Who can \(verb) \(name)?", as: "administrator")
                    #expect(answer.body["kind"] == "who", "\(answer.text)")
                    let account = world.account
                    let roles = world.members
                    let expected = try await world.database.read { tx in
                        Set(
                            try roles.values.filter { held in
                                decide(try tx.member(held.id, of: account), action, resource, in: product, at: now).isPermitted
                            }.map(\.id.text))
                    }
                    #expect(members(answer) == expected, "\(verb) \(name)")
                    #expect(answer.body["count"]?.integer == Int64(expected.count))
                    for item in answer.body["items"]?.array ?? [] { #expect(item["why"]?.string?.isEmpty == false) }
                }
            }
        }
    }

    @Test("What somebody can open, why they can or cannot, and what another role would change are exactly what the decision permits")
    func whatAndWhy() async throws {
        try await APIWorld.with { world in
            let product = try #require(world.catalog["dashboard"])
            let now = world.clock.now()
            let account = world.account
            let areas = product.areas.map { (id: $0.id.rawValue, name: $0.name, resource: Resource.area($0.id)) }
            let projects = world.projects.map {
                (id: $0.id.text, name: "project " + $0.name, resource: Resource.project($0.id, of: account))
            }
            let things = areas + projects
            for (number, held) in world.members.sorted(by: { $0.key.rawValue < $1.key.rawValue }).enumerated() {
                let name = "Person \(["Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum"][number])"
                try await rename(world, held.key, to: name)
                let (member, roles) = try await world.database.read { tx in
                    (try #require(try tx.member(held.value.id, of: account)), try tx.roles(of: product, in: account))
                }
                func strongest(_ member: Access.Member, _ resource: Resource) -> String? {
                    [Action.manage, .view].first { decide(member, $0, resource, in: product, at: now).isPermitted }?.rawValue
                }
                func said(_ answer: Answer, _ key: String) -> [String: String] {
                    let items = answer.body["items"]?.array ?? []
                    return Dictionary(
                        items.compactMap { item in item["thing"]?["id"]?.string.flatMap { id in item[key]?.string.map { (id, $0) } } }
                    ) { first, _ in first }
                }
                let expected = Dictionary(things.compactMap { thing in strongest(member, thing.resource).map { (thing.id, $0) } }) { $1 }
                let what = try await ask(world, "What can \(name) open?", as: "administrator")
                #expect(said(what, "action") == expected, "\(what.text)")
                for thing in things {
                    for (verb, action) in [("see", Action.view), ("manage", .manage)] {
                        let why = try await ask(world, "Why can't \(name) \(verb) \(thing.name)?", as: "administrator")
                        let isPermitted = decide(member, action, thing.resource, in: product, at: now).isPermitted
                        #expect(why.body["items"]?.array?.first?["allowed"] == .bool(isPermitted), "\(why.text)")
                    }
                }
                for role in roles where held.key != "administrator" {
                    let whatIf = try await ask(world, "What if \(name) were \(role.names[.english] ?? "")?", as: "administrator")
                    let kept = role.projects == .assigned ? member.grants[0].assignment : []
                    var changed = member
                    try await world.operatorWork { work in
                        _ = try work.changeMember(member.id, of: account, as: "dashboard", to: .init(role: role.id))
                    }
                    changed = try await world.database.read { try #require(try $0.member(member.id, of: account)) }
                    #expect(kept.isEmpty || changed.grants[0].assignment == kept)
                    let after = Dictionary(things.compactMap { thing in strongest(changed, thing.resource).map { (thing.id, $0) } }) { $1 }
                    #expect(said(whatIf, "action") == after, "\(name) as \(role.id): \(whatIf.text)")
                    try await world.operatorWork { work in
                        _ = try work.changeMember(
                            member.id, of: account, as: "dashboard",
                            to: .init(
                                role: held.key, projects: member.grants[0].assignment.given.isEmpty ? nil : member.grants[0].assignment))
                    }
                }
            }
        }
    }

    @Test("Somebody is named by the whole of an address or by an id, whoever else has such words")
    func addresses() async throws {
        try await APIWorld.with { world in
            for role in ["member", "support-member", "associate"] as [RoleID] {
                let member = try world.member(role)
                let address: String = try await world.database.read { tx in
                    try #require(try tx.addresses(of: member.person).first).address.written
                }
                for name in [address, "<\(address)>", member.person.text, member.id.text] {
                    let answer = try await ask(world, "What can \(name) open?", as: "administrator")
                    #expect(answer.body["kind"] == "what", "\(name): \(answer.text)")
                    #expect((answer.body["items"]?.array ?? []).allSatisfy { $0["member"]?.string == member.id.text })
                }
            }
        }
    }

    @Test("An answer names the role, who gave it and when; a refused person is told what would do")
    func reasons() async throws {
        try await APIWorld.with { world in
            try await rename(world, "administrator", to: "Bo Chef")
            try await rename(world, "associate", to: "Anna Berg")
            _ = try await world.send(
                .post, world.path("/members/\(try world.member("associate").id)/grants"), as: "administrator",
                ["role": "support-member"])
            let why = try await ask(world, "Why can't anna open billing?", as: "administrator")
            #expect(why.body["understood"] == "Anna Berg cannot see Billing.")
            let item = try #require(why.body["items"]?.array?.first)
            #expect(item["allowed"] == false)
            #expect(item["why"]?.string?.contains("Administrator or Member") == true)
            let can = try await ask(world, "Can Anna Berg see messages?", as: "administrator")
            #expect(can.body["items"]?.array?.first?["allowed"] == true)
            _ = try await world.send(
                .post, world.path("/members/\(try world.member("member").id)/grants"), as: "administrator", ["role": "it-admin"])
            let who = try await ask(world, "Who can manage users?", as: "it-admin")
            let given = (who.body["items"]?.array ?? []).first { $0["role"]?["id"] == "it-admin" && $0["given_by"] != .null }
            #expect(given?["given_by"]?["name"] == "Bo Chef" && given?["given_at"]?.string?.isEmpty == false)
            let own = try await ask(world, "What can I open?", as: "support-member")
            #expect((own.body["items"]?.array ?? []).allSatisfy { $0["given_by"] == .null })
            let whatIf = try await ask(world, "What if Anna were Member?", as: "administrator")
            let billing = try #require(whatIf.body["items"]?.array?.first { $0["thing"]?["id"] == "billing" })
            #expect(billing["change"] == "gains" && billing["before"] == nil || billing["before"] == .null)
            #expect(billing["role"]?["id"] == "member")
            let what = try await ask(world, "What can Anna open?", as: "administrator")
            let things = (what.body["items"]?.array ?? []).compactMap { $0["thing"]?["id"]?.string }
            #expect(things.contains("messages") && !things.contains("billing") && things.contains(world.projects[0].id.text))
        }
    }

    @Test("Everybody may ask about themselves, and about nobody else without the right to see people")
    func others() async throws {
        try await APIWorld.with { world in
            try await rename(world, "administrator", to: "Bo Chef")
            try await rename(world, "associate", to: "Anna Berg")
            for role in ["member", "support-member", "associate"] as [RoleID] {
                for question in [
                    "Who can see billing?", "What can Bo open?", "What can nobody at all open?", "What if Bo were Member?",
                    "Can Bo see billing?",
                ] {
                    let answer = try await ask(world, question, as: role)
                    #expect(answer.status == 403, "\(role): \(question) \(answer.text)")
                }
                let boss = try world.member("administrator").id.text
                #expect(try await ask(world, "What can x open?", as: role, [("person", boss)]).status == 403)
                let own = try await ask(world, "What can I open?", as: role)
                #expect(own.status == 200 && own.body["kind"] == "what")
                #expect(members(own) == [try world.member(role).id.text])
                #expect(!own.text.contains("Bo Chef"))
            }
            let name = try await ask(world, "Why can't Anna Berg open billing?", as: "associate")
            #expect(name.body["items"]?.array?.first?["why"]?.string?.contains("Your role Associate does not include Billing") == true)
            let outsider = await world.send(
                .get, APIPath.answers(world.account).query([("ask", "What can I open?")]).text,
                token: try await world.token(of: world.stranger.person))
            #expect(outsider.status == 404)
        }
    }

    @Test("No answer has a project that the asker does not see")
    func projects() async throws {
        try await APIWorld.with { world in
            let unseen = world.projects[1]
            let own = try await ask(world, "What can I open?", as: "member")
            #expect(!own.text.contains(unseen.id.text) && !own.text.contains(unseen.name))
            let asked = try await ask(world, "Can I see project \(unseen.name)?", as: "member")
            let made = try await ask(world, "Can I see project Nowhere?", as: "member")
            #expect(asked.body["kind"] == "unclear" && made.body["kind"] == "unclear")
            #expect(
                asked.text.lowercased().replacing(unseen.name.lowercased(), with: "")
                    == made.text.lowercased().replacing("nowhere", with: ""))
            #expect(try await ask(world, "Can I see x?", as: "member", [("thing", unseen.id.text)]).status == 404)
        }
    }

    @Test("What may mean several asks back with choices, and what means nothing says so")
    func doubts() async throws {
        try await APIWorld.with { world in
            try await rename(world, "member", to: "Anna Ek")
            try await rename(world, "associate", to: "Anna Berg")
            let which = try await ask(world, "What can Anna open?", as: "it-admin")
            #expect(which.body["kind"] == "unclear")
            let choices = which.body["choices"]?.array ?? []
            #expect(choices.count == 2 && choices.allSatisfy { $0["parameter"] == "person" })
            let chosen = try await ask(world, "What can Anna open?", as: "it-admin", [("person", choices.first?["value"]?.string)])
            #expect(chosen.body["kind"] == "what")
            let role = try await ask(world, "What if Anna Ek were Emperor?", as: "it-admin")
            #expect(role.body["choices"]?.array?.first?["parameter"] == "role")
            #expect(try await ask(world, "What can Zebulon open?", as: "it-admin").body["kind"] == "unclear")
            #expect(try await ask(world, "Make me a sandwich", as: "it-admin").body["kind"] == "unclear")
            #expect(try await ask(world, "", as: "it-admin").body["kind"] == "unclear")
        }
    }

    @Test("A question that is being typed goes on with what its asker may know, ten ways at most")
    func completions() async throws {
        try await APIWorld.with { world in
            func ways(_ typed: String, as role: RoleID) async throws -> [String] {
                let answer = try await world.send(.get, APIPath.completions(world.account).query([("ask", typed)]), as: role)
                #expect(answer.status == 200, "\(answer.text)")
                return (answer.body["items"]?.array ?? []).compactMap { $0["sentence"]?.string }
            }
            try await rename(world, "administrator", to: "Bo Chef")
            try await rename(world, "associate", to: "Åsa Berg")
            #expect(try await ways("What can ber as", as: "administrator") == ["What can Åsa Berg "])
            #expect(try await ways("What can ås", as: "it-admin") == ["What can Åsa Berg "])
            #expect(try await ways("Who can see invo", as: "administrator") == ["Who can see Billing?"])
            #expect(try await ways("Vem kan se bill", as: "administrator").count == 1)
            #expect(try await ways("What if Åsa were IT ad", as: "administrator") == ["What if Åsa were IT Admin?"])
            #expect(try await ways("Who can see Billing?", as: "administrator").isEmpty)
            #expect(try await ways("Who can see ", as: "administrator").count <= 10)
            for role in ["member", "support-member", "associate"] as [RoleID] {
                #expect(try await ways("What can ", as: role) == ["What can I "])
                #expect(try await ways("What can ås", as: role).isEmpty)
                #expect(try await ways("Who", as: role).isEmpty)
                #expect(try await ways("What if ", as: role) == ["What if I "])
            }
            let unseen = world.projects[1].name
            #expect(try await ways("Can I see project \(unseen)", as: "member").isEmpty)
            #expect(try await ways("Can I see \(unseen.dropLast())", as: "administrator") == ["Can I see \(unseen)?"])
            let outsider = await world.send(
                .get, APIPath.completions(world.account).query([("ask", "Wh")]).text,
                token: try await world.token(of: world.stranger.person))
            #expect(outsider.status == 404)
        }
    }

    @Test("A long answer goes on from page to page")
    func pages() async throws {
        try await APIWorld.with { world in
            var seen: [String] = []
            var next: String?
            repeat {
                let answer = try await ask(world, "Who can see messages?", as: "it-admin", [("limit", "1"), ("after", next)])
                #expect(answer.body["count"] == 4)
                seen += (answer.body["items"]?.array ?? []).compactMap { $0["member"]?.string }
                next = answer.body["next"]?.string
            } while next != nil && seen.count < 10
            #expect(seen.count == 4 && Set(seen).count == 4)
        }
    }
}
