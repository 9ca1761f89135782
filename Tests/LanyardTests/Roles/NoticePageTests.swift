import Access
import Core
import SQL
import TestSupport
import Testing

@testable import Lanyard

@Suite("Where a notice's link leads")
struct NoticePageTests {
    @Test(
        "To the product's page for whoever may see it now; to others to a page that does not name it; to strangers nowhere",
        .onEveryDatabase)
    func opened() async throws {
        try await RoleWorld.with { world in
            let page = "/messages?status=not-delivered"
            let content = ProductNotice.Content(kind: "failures-rose", account: world.account, project: world.given.id, page: page)
            let now = world.server.clock.now()
            let notice = ProductNotice(id: ProductNoticeID(at: now), product: "dashboard", name: "one", content, at: now)
            try await world.server.installation.database.write { try $0.insert(notice) }
            let link = world.server.id + NoticePath.notice(notice.id).text
            for role in ["administrator", "member", "support-member", "associate"] as [RoleID] {
                let opened = try await world.browser(role).get(link)
                #expect(opened.url.hasPrefix(world.server.dashboard + "/messages?status=not-delivered"), "\(role): \(opened.url)")
                #expect(opened.status == 200)
            }
            let closed = try await world.browser("it-admin").get(link)
            #expect(closed.status == 403 && closed.url == link)
            #expect(closed.text.contains("It is about Messages in") && closed.text.contains("IT Admin"), "\(closed.text)")
            #expect(!closed.body.contains("not-delivered"))
            let lost = try await world.browser("associate")
            let associate = try world.member("associate").id
            let account = world.account
            let catalog = world.server.installation.catalog
            try await world.server.installation.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                _ = try work.changeMember(associate, of: account, as: "dashboard", to: .init(role: "it-admin"))
            }
            #expect(try await lost.get(link).status == 403)
            let stranger = try await world.browser(as: "owner@rival.example", "dashboard")
            #expect(try await stranger.get(link).status == 404)
            #expect(try await stranger.get(world.server.id + NoticePath.notice(ProductNoticeID(at: now)).text).status == 404)
        }
    }

    @Test("A notice for those who see every project is decided again when it is opened", .onEveryDatabase)
    func everyProject() async throws {
        try await RoleWorld.with { world in
            let content = ProductNotice.Content(
                kind: "balance-low", account: world.account, project: nil, isOfEveryProject: true, page: "/billing")
            let now = world.server.clock.now()
            let notice = ProductNotice(id: ProductNoticeID(at: now), product: "dashboard", name: "low", content, at: now)
            try await world.server.installation.database.write { try $0.insert(notice) }
            let link = world.server.id + NoticePath.notice(notice.id).text
            #expect(try await world.browser("administrator").get(link).url.hasPrefix(world.server.dashboard + "/billing"))
            for role in ["member", "support-member", "associate", "it-admin"] as [RoleID] {
                let closed = try await world.browser(role).get(link)
                #expect(closed.status == 403 && closed.url == link, "\(role): \(closed.url)")
            }
        }
    }
}
