import Core
import Identity
import SQL
import TestSupport
import Testing

@Suite("Several logins of one address")
struct LoginOrderTests {
    @Test("The asking product's login is tried first, then one made here, then others; the one whose password fits is signed in")
    func order() async throws {
        try await Identities.with { ids in
            let own = try await ids.add("ada@northwind.example", password: "made here and not imported")
            let dashboard = try await ids.add("ada@northwind.example", password: "the dashboard's own words", product: "dashboard")
            let mail = try await ids.add("ada@northwind.example", password: "the mail panel's own words", product: "mail")
            for (product, password, person) in [
                ("dashboard", "made here and not imported", own), ("dashboard", "the dashboard's own words", dashboard),
                ("dashboard", "the mail panel's own words", mail), ("mail", "the dashboard's own words", dashboard),
                ("mail", "made here and not imported", own),
            ] {
                #expect(try await ids.person("ada@northwind.example", password, product: product) == person, "\(password) at \(product)")
            }
        }
    }
}
