import Contract
import Core
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Web

@testable import MailPanel

@Suite("Records of sending domains", .onEveryDatabase)
struct RecordTests {
    private func judged(_ kind: DomainRecord.Kind, _ texts: String..., value: String = "") -> RecordState.Finding {
        RecordJudgement.of(DomainRecord(kind: kind, type: .txt, name: "x.example", value: value), texts).0
    }

    @Test("SPF counts once, with the include anywhere in it; other texts beside it do not matter")
    func spf() {
        let value = "v=spf1 include:spf.mail.example.com ~all"
        #expect(judged(.spf, value: value) == .missing)
        #expect(judged(.spf, "google-site-verification=x", value: value) == .missing)
        #expect(judged(.spf, "V=SPF1 a mx Include:SPF.mail.example.com -all", "other", value: value) == .found)
        #expect(judged(.spf, "v=spf1 include:spf.else.example ~all", value: value) == .different)
        #expect(judged(.spf, "v=spf1 include:spf.mail.example.com.evil.example ~all", value: value) == .different)
        #expect(judged(.spf, value, "v=spf1 -all", value: value) == .different, "two records are an error")
        for all in ["all", "+all", "-ALL", "~all", "?all"] {
            #expect(judged(.spf, "v=spf1 \(all) include:spf.mail.example.com", value: value) == .different, "nobody reads on behind it")
        }
        #expect(judged(.spf, "v=spf10 include:spf.mail.example.com", value: value) == .missing)
    }

    @Test("DKIM is the key, however it is written; DMARC is one record with a policy; the return path is that name")
    func others() {
        #expect(judged(.dkim, "k=rsa; v=DKIM1;p= AB CD ", value: "v=DKIM1; k=rsa; p=ABCD") == .found)
        #expect(judged(.dkim, "\"v=DKIM1; p=ABCD\"", value: "v=DKIM1; k=rsa; p=ABCD") == .found)
        #expect(judged(.dkim, "v=DKIM1; p=", value: "v=DKIM1; k=rsa; p=ABCD") == .different)
        #expect(judged(.dmarc, "v=DMARC1; p=reject; rua=mailto:a@b.example") == .found)
        #expect(judged(.dmarc, "v=DMARC1; p=maybe") == .different && judged(.dmarc, "v=DMARC1; p=none", "v=DMARC1; p=none") == .different)
        #expect(judged(.dmarc, "hello") == .missing)
        #expect(judged(.returnPath, "RETURN.mail.example.com", value: "return.mail.example.com") == .found)
        #expect(judged(.returnPath, "else.example", value: "return.mail.example.com") == .different)
    }

    @Test("A check finds each record as name servers have it, and the DKIM record makes the domain the account's own")
    func checked() async throws {
        try await MailSite.with { mail in
            let domain = try await mail.domain("news.example")
            try await DomainCheck(mail.site).run(domain)
            #expect(try await mail.findings(domain) == [.dkim: .missing, .spf: .missing, .returnPath: .missing, .dmarc: .missing])
            #expect(try await mail.stored(domain)?.verifiedAt == nil)
            mail.publish(try await mail.records(domain))
            try await DomainCheck(mail.site).run(domain)
            #expect(try await mail.findings(domain) == [.dkim: .found, .spf: .found, .returnPath: .found, .dmarc: .found])
            #expect(try await mail.stored(domain)?.verifiedAt == MailSite.now)
            mail.names.fail(true)
            try await DomainCheck(mail.site).run(domain)
            #expect(try await mail.findings(domain)[.dkim] == .found, "no answer says nothing")
            #expect(try await mail.stored(domain)?.brokenAt == nil)
        }
    }

    @Test("A policy of the domain above counts for the one beneath")
    func parent() async throws {
        try await MailSite.with { mail in
            let domain = try await mail.domain("a.b.news.example")
            mail.names.publish([["v=DMARC1; p=none"]], at: "_dmarc.news.example")
            try await DomainCheck(mail.site).run(domain)
            #expect(try await mail.findings(domain)[.dmarc] == .found)
        }
    }

    @Test("A domain is one account's own: whoever has its DKIM record first keeps it, and others cannot add it any more")
    func owned() async throws {
        try await MailSite.with { mail in
            let first = try await mail.domain("news.example", of: "acc_1")
            let second = try await mail.domain("news.example", of: "acc_2")
            mail.publish(try await mail.records(second))
            for domain in [first, second] { try await DomainCheck(mail.site).run(domain) }
            #expect(try await mail.stored(first)?.verifiedAt == nil)
            #expect(try await mail.stored(second)?.verifiedAt != nil)
            mail.publish(try await mail.records(first))
            try await DomainCheck(mail.site).run(first)
            #expect(try await mail.stored(first)?.verifiedAt == nil, "it is another's")
            let third = SendingDomain(
                id: SendingDomainID(at: MailSite.now), account: "acc_3", name: "news.example", addedAt: MailSite.now, addedBy: "")
            let added = try await mail.site.database.write { tx in try tx.add(third) }
            #expect(added == .belongsToAnother)
        }
    }

    @Test("Whoever wants to know is told once each time that a record goes missing, and a domain whose key is gone for a week is nobody's")
    func broken() async throws {
        try await MailSite.with { mail in
            let call = "POST /api/v1/notices"
            let domain = try await mail.domain("news.example", people: ["per_1"])
            mail.publish(try await mail.records(domain))
            let watch = DomainWatch(mail.site)
            try await watch.work()
            func told() -> Int { mail.id.state.withLock { $0.calls.count { $0 == call } } }
            let records = try await mail.records(domain)
            let dkim = try #require(records.first { $0.kind == .dkim })
            mail.names.publish([], at: dkim.name)
            mail.id.state.withLock { $0.isDown = true }
            mail.clock.advance(by: .hours(1))
            await #expect(throws: (any Error).self) { try await watch.work() }
            mail.id.state.withLock {
                $0.isDown = false
                $0.answers[call] = (200, ["id": "ntc_1", "told": 1])
            }
            let before = told()
            for _ in 0..<3 {
                mail.clock.advance(by: .hours(1))
                try await watch.work()
            }
            #expect(told() - before == 1)
            #expect(try await mail.stored(domain)?.brokenAt != nil)
            mail.publish([dkim])
            mail.clock.advance(by: .hours(1))
            try await watch.work()
            #expect(try await mail.stored(domain)?.brokenAt == nil)
            #expect(try await mail.stored(domain)?.verifiedAt != nil)
            mail.names.publish([], at: dkim.name)
            for _ in 0..<9 {
                mail.clock.advance(by: .days(1))
                try await watch.work()
            }
            #expect(told() - before == 2)
            #expect(try await mail.stored(domain)?.verifiedAt == nil)
        }
    }

    @Test(
        "A server that is silent about the record that broke leaves it broken; a domain is given up a week after its key was seen last, not sooner"
    )
    func silence() async throws {
        try await MailSite.with { mail in
            let domain = try await mail.domain("news.example", people: ["per_1"])
            mail.id.state.withLock { $0.answers["POST /api/v1/notices"] = (200, ["id": "ntc_1", "told": 1]) }
            mail.publish(try await mail.records(domain))
            try await DomainCheck(mail.site).run(domain)
            mail.names.publish(alias: nil, at: "bounces.news.example")
            for _ in 0..<8 {
                mail.clock.advance(by: .days(1))
                try await DomainWatch(mail.site).work()
            }
            let dkim = try #require(try await mail.records(domain).first { $0.kind == .dkim })
            mail.names.publish([], at: dkim.name)
            mail.clock.advance(by: .hours(1))
            try await DomainWatch(mail.site).work()
            let broken = try #require(try await mail.stored(domain))
            #expect(broken.verifiedAt != nil && broken.brokenAt != nil && broken.breaks == 1, "its key was seen a moment ago")
            mail.names.fail(true)
            mail.clock.advance(by: .hours(1))
            try await DomainWatch(mail.site).work()
            #expect(try await mail.stored(domain)?.brokenAt == broken.brokenAt)
            #expect(mail.id.state.withLock { $0.calls.count { $0 == "POST /api/v1/notices" } } == 1)
        }
    }

    @Test("A domain is broken also while nobody can be told")
    func gone() async throws {
        try await MailSite.with { mail in
            let domain = try await mail.domain("news.example", people: ["per_1"])
            mail.publish(try await mail.records(domain))
            try await DomainWatch(mail.site).work()
            mail.names.publish(alias: nil, at: "bounces.news.example")
            mail.clock.advance(by: .hours(1))
            mail.id.state.withLock { $0.isDown = true }
            await #expect(throws: (any Error).self) { try await DomainWatch(mail.site).work() }
            #expect(try await mail.stored(domain)?.brokenAt != nil, "it is broken, whoever hears of it")
            #expect(try await mail.stored(domain)?.toldBreaks == 0)
        }
    }

    @Test("Whatever stands in a record is shown as text, and a domain whose check fails lets the others go first")
    func hostile() async throws {
        try await MailSite.with { mail in
            let domain = try await mail.domain("news.example")
            mail.names.publish([["v=spf1 \u{0}\u{1B}[31m"]], at: "news.example")
            try await DomainWatch(mail.site).work()
            let record = try #require(try await mail.records(domain).first { $0.kind == .spf })
            let state = try await mail.site.database.read { tx in try tx.state(of: record, domain.id) }
            #expect(state?.seen == "v=spf1 \u{FFFD}\u{FFFD}[31m")
            #expect(try await mail.stored(domain)?.nextCheckAt == MailSite.now + SendingDomain.interval)
        }
    }

    @Test("A new key signs once its record is there; the old record is needed for seven days more, and then no longer shown")
    func rotated() async throws {
        try await MailSite.with { mail in
            let domain = try await mail.domain("news.example")
            mail.publish(try await mail.records(domain))
            try await DomainCheck(mail.site).run(domain)
            func export() async throws -> DKIMExport? {
                try await DKIMExport.find("news.example", of: nil, in: mail.site.database, mail.site.keyring)
            }
            let old = try #require(try await export())
            #expect(old.privateKey.exposed.contains("PRIVATE KEY") && old.inUseAt != nil)
            mail.clock.advance(by: .hours(1))
            let next = try DKIMKey.make(for: domain.id, sealedBy: mail.site.keyring, at: mail.clock.now())
            try await mail.site.database.write { tx in try tx.insert(next) }
            #expect(try await export()?.selector == old.selector, "its record is not there yet")
            try await DomainCheck(mail.site).run(domain)
            #expect(try await mail.stored(domain)?.brokenAt == nil, "a key that waits breaks nothing")
            mail.publish(try await mail.records(domain))
            try await DomainCheck(mail.site).run(domain)
            #expect(try await export()?.selector == next.selector)
            #expect(try await mail.records(domain).count { $0.kind == .dkim } == 2)
            mail.clock.advance(by: .days(8))
            try await DomainCheck(mail.site).run(domain)
            #expect(try await mail.records(domain).count { $0.kind == .dkim } == 1)
            #expect(next.sealedPrivateKey.count > 1000 && !String(decoding: next.sealedPrivateKey, as: UTF8.self).contains("PRIVATE"))
        }
    }
}
