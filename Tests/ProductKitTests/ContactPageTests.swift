import Contract
import Core
import HTTPTypes
import ProductKit
import Synchronization
import TestSupport
import Testing
import Web

@Suite("The page of contacts, language and time zone")
struct ContactPageTests {
    private static let account: JSON = [
        "id": "acc_1", "name": "Northwind", "products": ["test"], "created_at": "2024-06-01T10:00:00.000Z",
        "contacts": ["technical": nil, "billing": "pay@northwind.example", "security": nil], "locale": "sv", "zoneinfo": nil,
    ]

    @Test("Whoever manages the settings changes them; whoever only opens them reads them; nobody else does", .onEveryDatabase)
    func roles() async throws {
        for (level, changes) in [("manage", true), ("view", false)] as [(JSON, Bool)] {
            try await ProductInTest.with { product in
                product.id.state.withLock { $0.me = FakeID.me(areas: ["settings": level]) }
                product.id.answers(("GET", "", 200, Self.account), ("PATCH", "", 200, Self.account))
                try await product.signIn()
                let page = await product.get(SettingsPath.contacts)
                #expect(page.status == 200 && page.text.contains("pay@"))
                #expect(page.text.contains("action=\"/settings/contacts\"") == changes)
                let sent = try await product.post(SettingsPath.contacts, "technical=dev%40northwind.example&billing=&security=")
                #expect(sent.status == (changes ? 303 : 403))
            }
        }
        try await ProductInTest.with { product in
            product.id.state.withLock { $0.me = FakeID.me(areas: ["overview": "manage"]) }
            try await product.signIn()
            #expect(await product.get(SettingsPath.contacts).status == 403)
        }
    }

    @Test("An address that is none is said beside its field, and the ID is not asked")
    func refused() async throws {
        try await ProductInTest.with { product in
            product.id.state.withLock { $0.me = FakeID.me(areas: ["settings": "manage"]) }
            product.id.answers(("GET", "", 200, Self.account))
            try await product.signIn()
            let page = try await product.post(SettingsPath.contacts, "technical=nobody&billing=&security=")
            #expect(page.status == 422 && page.text.contains("Enter an e-mail address such as team@company.com"))
            #expect(!product.id.state.withLock { $0.calls }.contains { $0.hasPrefix("PATCH") })
        }
    }

    @Test("Pages are in the account's language for whoever chose none")
    func language() async throws {
        try await ProductInTest.with { product in
            func read(in account: JSON) async -> String {
                let me = FakeID.me(areas: ["settings": "manage"])
                product.id.state.withLock { $0.me = me.with("current", (me["current"] ?? .null).with("locale", account)) }
                return await product.get(SettingsPath.settings).text
            }
            try await product.signIn()
            product.id.answers(("GET", "", 200, Self.account))
            #expect(await read(in: "sv").contains("<html lang=\"sv\""))
            #expect(await read(in: nil).contains("<html lang=\"en\""))
        }
    }
}
