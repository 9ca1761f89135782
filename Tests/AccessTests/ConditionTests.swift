import Access
import Core
import Testing
import YAML

/// A product with a type of resources, whose conditions are the given ones.
private func mistakes(_ conditions: String...) -> [String] {
    let lines = conditions.map { "            - \($0)" }.joined(separator: "\n")
    let text = """
        product: planner
        name: Planner
        areas: {users: {name: Users, governs: people}}
        roles: {owner: {name: Owner, for: all, administrator: true, manage: all, projects: none}}
        resources:
          route:
            name: Route
            actions:
              read:
                - roles: [owner]
                  when:
        \(lines)
        """
    do throws(FileMistakes) {
        _ = try ProductCatalog(files: [.init(name: "planner.yaml", text: text)])
        return []
    } catch { return error.all.map(\.description) }
}

@Suite struct ConditionTests {
    private let account = AccountID("acc_00000000000000000000000001")
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)

    /// Whether the owner may read a route with these properties.
    private func permits(_ condition: String, resource: [String: PropertyValue] = [:], subject: [String: PropertyValue] = [:]) throws
        -> Bool
    {
        let text = """
            product: planner
            name: Planner
            areas: {users: {name: Users, governs: people}}
            roles: {owner: {name: Owner, for: all, administrator: true, manage: all, projects: none}}
            resources: {route: {name: Route, actions: {read: [{roles: all, when: ['\(condition.replacing("'", with: "''"))']}]}}}
            """
        let product = try #require(try ProductCatalog(files: [.init(name: "planner.yaml", text: text)])["planner"])
        let account = try #require(account)
        let member = ConditionTests.owner(of: account)
        let question = ResourceQuestion(
            type: "route", action: "read", account: account, project: nil,
            properties: ResourceProperties([.resource: resource, .subject: subject]))
        return decide(member, question, in: product, at: Self.now).isPermitted
    }

    @Test(
        "A comparison holds where both sides are there, of one type, and compare so",
        arguments: [
            ("resource.stops <= 50", PropertyValue.integer(50), true), ("resource.stops <= 50", .integer(51), false),
            ("resource.stops < 50", .number(49.5), true), ("resource.stops = 50", .number(50), true),
            ("resource.stops > 50", .integer(50), false),
            ("resource.stops >= 50", .integer(50), true), ("resource.stops != 50", .integer(51), true),
            ("resource.stops != 50", .integer(50), false),
            ("resource.stops = open", .text("open"), true), ("resource.stops = open", .text("Open"), false),
            ("resource.stops in [north, \"the south\"]", .text("the south"), true),
            ("resource.stops in [north, south]", .text("nor"), false),
            ("resource.stops in [1, 2]", .number(2), true), ("resource.stops < 2026-12-01", .text("2026-11-30"), true),
            ("resource.stops = true", .flag(true), true), ("resource.stops != true", .flag(false), true),
            ("resource.stops = 9007199254740993", .integer(9_007_199_254_740_992), false),
            ("subject.id in resource.stops", .list([.text("per_00000000000000000000000001")]), true),
            ("subject.id in resource.stops", .list([.text("per_00000000000000000000000002")]), false),
            ("subject.role = owner", .flag(true), true),
        ])
    func comparisons(_ condition: String, _ value: PropertyValue, _ expected: Bool) throws {
        #expect(try permits(condition, resource: ["stops": value]) == expected)
    }

    @Test(
        "A value that is missing or of another type makes any comparison false, != too",
        arguments: ["=", "!=", "<", "<=", ">", ">=", "in"],
        [nil, PropertyValue.text("50"), .flag(true), .list([.integer(50)]), .number(.nan)])
    func mistyped(_ comparison: String, _ value: PropertyValue?) throws {
        let right = comparison == "in" ? "[50]" : "50"
        #expect(try !permits("resource.stops \(comparison) \(right)", resource: value.map { ["stops": $0] } ?? [:]))
    }

    @Test("What the server knows of a subject beats what the question says of it")
    func known() throws {
        let lies: [String: PropertyValue] = [
            "id": .text("per_somebody"), "role": .text("king"), "account": .text("acc_other"), "product": .text("other"),
        ]
        for (name, lie) in lies {
            guard case .text(let text) = lie else { continue }
            #expect(try !permits("subject.\(name) = \"\(text)\"", subject: lies), "\(name)")
            #expect(try permits("subject.\(name) != \"\(text)\"", subject: lies), "\(name)")
        }
        #expect(try permits("subject.department = sales", subject: ["department": .text("sales")]))
    }

    @Test("A condition that cannot be read, or could never hold, is named with its line at start")
    func unreadable() {
        let bad = [
            ("resource.stops", "It has no comparison that is known."), ("resource.stops == 50", "It has no comparison that is known"),
            ("resource.stops ~ a.*", "It has no comparison that is known"), ("resource.stops = [1]", "A list can only stand behind `in`."),
            ("resource.stops in 5", "`in` needs a list."), ("1 = 1", "It compares two fixed values."),
            ("stops.a = 1", "\"stops.a\" names no property."),
            ("resource.stops = 1 or resource.stops = 2", "\"or "), ("resource.stops < true", "true and false have no order."),
            ("resource.stops in [1, resource.other]", "A list names a property."), ("resource.stops in [1", "A list does not end."),
            ("resource.stops = 'a", "A text does not end."), ("resource. = 1", "\"resource.\" names no property."),
            ("'resource.stops ='", "A value is missing."),
        ]
        for (condition, message) in bad {
            let found = mistakes("resource.fine = 1", condition)
            #expect(found.count == 1 && found[0].hasPrefix("planner.yaml:13: ") && found[0].contains(message), "\(condition): \(found)")
        }
        #expect(mistakes("resource.fine = 1", "subject.id in resource.readers").isEmpty)
    }

    @Test("Types of resources name actions, permits and roles that are there")
    func types() {
        let text = """
            product: planner
            name: Planner
            areas: {users: {name: Users, governs: people}}
            roles: {owner: {name: Owner, for: all, administrator: true, manage: all, projects: none}}
            resources:
              project: {name: P, actions: {read: [{roles: all}]}}
              Route: {name: R, actions: {read: [{roles: all}]}}
              load:
                colour: red
                name: Load
                actions:
                  read: {roles: all}
                  write: [{roles: [king]}]
                  drop: [{when: [resource.a = 1]}]
                  lift: [{roles: [], who: me}]
                  hold: [{roles: all, when: resource.a = 1}]
              tour: {name: Tours}
            """
        var found: [String] = []
        do throws(FileMistakes) { _ = try ProductCatalog(files: [.init(name: "p.yaml", text: text)]) } catch {
            found = error.all.map { "\($0.line): \($0.message)" }
        }
        let expected = [
            "6: \"project\" is a type of the server's own.", "7: \"Route\" cannot be an id.",
            "9: \"colour\" is not a key of a resource type.",
            "12: The action \"read\" must be a list of permits.",
            "13: A permit of \"write\" names the role \"king\", which this product does not have.",
            "14: A permit of \"drop\" names no role.", "15: \"who\" is not a key of a permit.", "15: A permit of \"lift\" names no role.",
            "16: `when` must be a list of conditions.", "17: `actions` is missing.",
        ]
        #expect(Set(found) == Set(expected), "\(found.joined(separator: "\n"))")
    }

    private static func owner(of account: AccountID) -> Member {
        let person = Fixtures.person(1)
        let grant = AccessGrant(
            id: AccessGrantID(at: now), role: "owner", projects: [], endsAt: nil, origin: .init(source: .person, at: now))
        return Member(id: MemberID(at: now), account: account, product: "planner", person: person, grants: [grant], createdAt: now)
    }
}
