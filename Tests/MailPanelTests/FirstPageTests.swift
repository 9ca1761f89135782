import Contract
import Core
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic
import Web

@testable import MailPanel

@Suite("The first page of the mail panel", .onEveryDatabase)
struct FirstPageTests {
    private static let everything: [(String, JSON)] = [("domains", "manage"), ("access-keys", "manage"), ("users", "manage")]

    @Test("A domain of the account that broke is named, with the way to its records; a whole one and another account's are not")
    func broken() async throws {
        try await MailSite.with { mail in
            for (name, account) in [("news.example", "acc_id"), ("whole.example", "acc_id"), ("else.example", "acc_2")] {
                var domain = try await mail.domain(name, of: account)
                if name != "whole.example" { domain.brokenAt = MailSite.now - .hours(2) }
                let changed = domain
                try await mail.site.database.write { tx in try tx.update(changed) }
            }
            let page = try await mail.page(DomainPath.list, areas: Self.everything)
            #expect(page.contains("news.example is broken since") && page.contains("Show its records"))
            #expect(!page.contains("whole.example is broken") && !page.contains("else.example"))
        }
    }

    @Test("Of many that broke three are named, and that there are others")
    func many() async throws {
        try await MailSite.with { mail in
            for number in 1...4 {
                var domain = try await mail.domain("n\(number).example", of: "acc_id")
                domain.brokenAt = MailSite.now - .hours(Int64(number))
                let changed = domain
                try await mail.site.database.write { tx in try tx.update(changed) }
            }
            let page = try await mail.page(DomainPath.list, areas: Self.everything)
            #expect(page.contains("n4.example is broken since") && !page.contains("n1.example is broken since"))
            #expect(page.contains("Other domains are broken too"))
        }
    }

    @Test("It says what waits, on the first page of whoever opens no domains too")
    func waiting() async throws {
        try await MailSite.with { mail in
            mail.id.state.withLock { $0.waiting = ["access_requests": 1, "keys_ending": 3] }
            let page = try await mail.page(DomainPath.list, areas: Self.everything)
            #expect(page.contains("1 request for access waits for an answer."))
            #expect(page.contains("3 access keys end within 7 days.") && page.contains("<a href=\"/access-keys\">Show them</a>"))
            mail.id.state.withLock { $0.waiting = ["access_requests": nil, "keys_ending": nil] }
            #expect(try await !mail.page(DomainPath.list, areas: Self.everything).contains("within 7 days"))
        }
    }

    @Test("The next visit says which domains came, were verified or broke meanwhile, to whoever opens Domains")
    func news() async throws {
        try await MailSite.with { mail in
            let old = try await mail.domain("old.example", of: "acc_id")
            mail.clock.advance(by: .hours(1))
            let domains: [(String, JSON)] = [("domains", "view")]
            #expect(try await !mail.page(DomainPath.list, areas: domains).contains("your last visit"))
            mail.clock.advance(by: .hours(1))
            var changed = old
            changed.verifiedAt = mail.clock.now()
            changed.brokenAt = mail.clock.now()
            let broken = changed
            try await mail.site.database.write { tx in try tx.update(broken) }
            _ = try await mail.domain("new.example", of: "acc_id")
            _ = try await mail.domain("else.example", of: "acc_2")
            mail.clock.advance(by: .hours(1))
            let page = try await mail.page(DomainPath.list, areas: domains)
            #expect(page.contains("Since your last visit") && page.contains("Dana added new.example<"))
            #expect(page.contains("old.example was verified<") && page.contains("old.example broke<") && !page.contains("else.example"))
            #expect(!page.contains("added old.example"))
            let other = try await mail.page(MailBillingPath.billing, areas: [("billing", "view")])
            #expect(other.contains("Nothing you may see was changed") && !other.contains("new.example"))
        }
    }

    @Test("Figures of events are of the time in the address, beside those of the days before, and for whoever opens Events alone")
    func figures() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example", of: "acc_id")
            let now = MailSite.now
            func line(_ id: String, _ event: String, days: Int64) -> String {
                let at = (now - .days(days)).milliseconds
                return #"{"id":"\#(id)","event":"\#(event)","domain":"news.example","to":"ann@inbox.example","at":\#(at)}"#
            }
            let lines = [
                line("a", "delivered", days: 1), line("b", "delivered", days: 2), line("c", "bounced", days: 2),
                line("d", "delivered", days: 8),
            ]
            let read = lines.map { line in
                Result { () throws(LineRejection) in try MailEventLine(Array(line.utf8), namesAccount: false, now: now) }
            }
            _ = try await mail.site.database.write { tx in
                try EventBatch.write(read, of: Array(repeating: "acc_id", count: read.count), at: now, in: tx)
            }
            let areas: [(String, JSON)] = [("domains", "view"), ("events", "view")]
            let page = try await mail.page(DomainPath.list.query([("time", "7")]), areas: areas)
            #expect(page.contains("<dt>Delivered</dt><dd class=\"value\">2</dd><dd class=\"detail\">1 in the 7 days before</dd>"))
            #expect(page.contains("<dt>Bounced</dt><dd class=\"value\">1</dd><dd class=\"detail\">0 in the 7 days before</dd>"))
            #expect(page.contains("<a href=\"/domains?time=7\" aria-current=\"page\">Last 7 days</a>"))
            #expect(try await !mail.page(DomainPath.list, areas: [("domains", "view")]).contains("<dt>Delivered</dt>"))
        }
    }
}
