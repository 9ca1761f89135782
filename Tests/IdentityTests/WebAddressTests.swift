import Core
import Identity
import Testing

@Suite("Web addresses in names") struct WebAddressTests {
    @Test(
        "What is a web address without doubt is seen in a name",
        arguments: [
            "Win https://evil.example", "http://evil", "see www.evil.example", "WWW.EVIL.EXAMPLE", "evil.example/login", "evil.example?a=1",
            "(www.evil)", "evil.example:8443",
        ])
    func seen(name: String) {
        #expect(name.holdsWebAddress && name.holdsAnyDomain)
        #expect(Person.objection(toName: name) != nil)
    }

    @Test("Names of companies and people are none", arguments: ["Booking.com", "J.Doe", "Åsa, Dr. med.", "A/B tests", "N. W. Wind", "Ada"])
    func names(name: String) {
        #expect(!name.holdsWebAddress)
        #expect(Person.objection(toName: name) == nil)
    }
}
