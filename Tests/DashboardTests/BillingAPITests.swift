import Contract
import Core
import HTTPTypes
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("What the operator's programs book over HTTP", .onEveryDatabase)
struct BillingAPITests {
    private static let june = Timestamp(seconds: 1_717_200_000)
    private static let log = "POST /api/v1/billing-events"

    private func with(_ body: (Served) async throws -> Void) async throws {
        try await Served.$options.withValue([Seller.nameOption: "Lanyard Ltd"]) {
            try await Served.with(.current, .administrator) { served in try await prepare(served, body) }
        }
    }

    private func prepare(_ served: Served, _ body: (Served) async throws -> Void) async throws {
        try served.id.activateProgram("program")
        served.id.state.withLock { $0.answers[Self.log] = (200, ["recorded_at": "2024-06-03T12:00:00.000Z"]) }
        let billing = BillingAccount(
            id: "bil_1", account: "acc_id", names: ["acc_id", "acc_1"], name: "Northwind AB", currency: "EUR", address: "Road 1",
            taxNumber: "", purchaseOrder: "", sinceMonth: 0)
        try await served.database.write { tx in
            try tx.insert(billing, at: Self.june)
            let seller = Seller(name: "Lanyard Ltd", address: "", taxNumber: "", series: "INV")
            _ = try Invoicing(tx, seller: seller, at: Self.june + .days(30)).issue(billing, month: Month.of(Self.june))
        }
        try await body(served)
    }

    private func balance(_ served: Served) async throws -> String? {
        try await served.database.read { tx in
            try Balance.find(accounts: ["acc_id", "acc_1"], .operatorCommand, in: tx).first?.amount.decimal(.operatorCommand)
        }
    }

    private static func orders(_ billing: String = "bil_1") -> [(HTTPRequest.Method, Path, JSON)] {
        [
            (.post, BillingAPIPath.topUps(billing), ["id": "o1", "amount": "10.00", "note": "Bank transfer"]),
            (.post, BillingAPIPath.payments(billing), ["id": "o2", "amount": "0.01", "invoice": "INV-000001"]),
            (.post, BillingAPIPath.corrections(billing), ["id": "o3", "amount": "-2.5", "note": "Booked twice"]),
            (.post, BillingAPIPath.creditNotes(billing), ["id": "o4", "net": "0.01", "invoice": "INV-000001", "note": "Outage"]),
            (.put, BillingAPIPath.tax(billing), ["id": "o5", "category": "S", "rate": "25"]),
            (.post, BillingAPIPath.prices, ["id": "o6", "currency": "EUR", "from": "2024-07-01", "prices": ["SE": "0.045", "*": "0.09"]]),
        ]
    }

    @Test("Each order is done once, however often it is sent, and the log is told of it before, without a sum")
    func orders() async throws {
        try await with { served in
            let before = try #require(try await balance(served))
            for (method, path, body) in Self.orders() {
                let first = await served.order(method, path, body)
                #expect(first.status == 201, "\(path): \(first.text)")
                let again = await served.order(method, path, JSON.object((body.object ?? []).reversed()))
                #expect(again.status == 200 && again.text == first.text, "\(path): \(again.text)")
            }
            let told = served.id.state.withLock { $0.calls.count { $0 == Self.log } }
            #expect(told == Self.orders().count)
            let expected = (Amount(before) ?? .zero) + (Amount("7.52") ?? .zero)
            #expect(try await balance(served) == expected.decimal(.operatorCommand))
            let made = try await served.database.read { tx in (try tx.billingAccount("bil_1"), try tx.prices()) }
            #expect(made.0?.tax == .init(category: "S", rate: 2500))
            #expect(made.1.map { "\($0.country) \(Day.iso($0.validFrom))" } == [" 2024-07-01", "SE 2024-07-01"])
            let entries = try await served.database.read { tx in
                try LedgerEntry.find(accounts: ["acc_id"], .operatorCommand, in: tx).filter { $0.billingAccount == "bil_1" }
            }
            #expect(entries.contains { $0.kind == .correction && $0.note == "Booked twice" })
            #expect(entries.contains { $0.kind == .payment && $0.invoice == "INV-000001" })
            #expect(await served.get(BillingPath.billing).text.contains("Booked twice"))
        }
    }

    @Test("An order that is sent ten times at once is booked once: one is told so, the others get its answer")
    func atOnce() async throws {
        try await with { served in
            let before = try #require(try await balance(served).flatMap { Amount($0) })
            for (method, path, body) in Self.orders() {
                let answers = await withTaskGroup(of: Served.Answer.self) { group in
                    for _ in 0..<10 { group.addTask { await served.order(method, path, body) } }
                    return await group.reduce(into: [Served.Answer]()) { $0.append($1) }
                }
                #expect(answers.map(\.status).sorted() == Array(repeating: 200, count: 9) + [201], "\(path)")
                #expect(Set(answers.map(\.text)).count == 1, "\(path)")
            }
            let after = (before + (Amount("7.52") ?? .zero)).decimal(.operatorCommand)
            #expect(try await balance(served) == after)
        }
    }

    @Test("The members of an order mean the same in any order")
    func anyOrder() async throws {
        try await with { served in
            let there: JSON = ["id": "p", "currency": "EUR", "from": "2027-01-01", "prices": ["SE": "0.05", "NO": "0.06"]]
            let back: JSON = ["prices": ["NO": "0.06", "SE": "0.05"], "from": "2027-01-01", "currency": "EUR", "id": "p"]
            #expect(await served.order(.post, BillingAPIPath.prices, there).status == 201)
            #expect(await served.order(.post, BillingAPIPath.prices, back).status == 200)
        }
    }

    @Test("What the ID was told of under another order's id is not booked")
    func taken() async throws {
        try await with { served in
            let before = try await balance(served)
            let refusal = try Exchange.first { $0.route == Self.log && $0.status == 409 }.answer
            served.id.state.withLock { $0.answers[Self.log] = (409, refusal) }
            let (method, path, body) = Self.orders()[0]
            let answer = await served.order(method, path, body)
            #expect(answer.status == 409 && answer.text.contains("id-taken"), "\(answer.text)")
            #expect(try await balance(served) == before)
        }
    }

    @Test("Another order under a known id, and one that cannot be, change nothing and are not told of")
    func refused() async throws {
        try await with { served in
            let first = await served.order(.post, BillingAPIPath.topUps("bil_1"), ["id": "one", "amount": "5"])
            #expect(first.status == 201)
            let before = try await balance(served)
            let wrong: [(HTTPRequest.Method, Path, JSON, Int)] = [
                (.post, BillingAPIPath.topUps("bil_1"), ["id": "one", "amount": "6"], 409),
                (.post, BillingAPIPath.corrections("bil_1"), ["id": "one", "amount": "5", "note": "x"], 409),
                (.post, BillingAPIPath.topUps("bil_1"), ["id": "w", "amount": "0"], 422),
                (.post, BillingAPIPath.topUps("bil_1"), ["id": "w", "amount": 5], 422),
                (.post, BillingAPIPath.topUps("bil_1"), ["id": "w", "amount": "0.001"], 422),
                (.post, BillingAPIPath.topUps("bil_1"), ["id": "a b", "amount": "5"], 422),
                (.post, BillingAPIPath.topUps("bil_1"), ["amount": "5"], 422),
                (.post, BillingAPIPath.topUps("bil_1"), ["id": "w", "amount": "5", "currency": "USD"], 400),
                (.post, BillingAPIPath.payments("bil_1"), ["id": "w", "amount": "5", "invoice": "INV-000009"], 422),
                (.post, BillingAPIPath.payments("bil_1"), ["id": "w", "amount": "5", "currency": "USD", "invoice": "INV-000001"], 422),
                (.post, BillingAPIPath.corrections("bil_1"), ["id": "w", "amount": "0", "note": "x"], 422),
                (.post, BillingAPIPath.corrections("bil_1"), ["id": "w", "amount": "1", "note": "a\nb"], 422),
                (.post, BillingAPIPath.creditNotes("bil_1"), ["id": "w", "net": "99", "invoice": "INV-000001", "note": "x"], 422),
                (.put, BillingAPIPath.tax("bil_1"), ["id": "w", "category": "O", "rate": "25"], 422),
                (.put, BillingAPIPath.tax("bil_1"), ["id": "w", "category": "S", "rate": "0", "reason": "x"], 422),
                (.put, BillingAPIPath.tax("bil_1"), ["id": "w", "category": "AE", "rate": "0"], 422),
                (.put, BillingAPIPath.tax("bil_1"), ["id": "w", "category": "E", "rate": "0", "reason": " "], 422),
                (.post, BillingAPIPath.prices, ["id": "w", "currency": "EUR", "prices": ["Sweden": "1"]], 422),
                (.post, BillingAPIPath.prices, ["id": "w", "currency": "EUR", "prices": ["SE": "1001"]], 422),
                (.post, BillingAPIPath.prices, ["id": "w", "currency": "EUR", "prices": [:]], 422),
                (.post, BillingAPIPath.prices, ["id": "w", "currency": "EUR", "from": "June", "prices": ["SE": "1"]], 422),
            ]
            for (method, path, body, status) in wrong {
                let answer = await served.order(method, path, body)
                #expect(answer.status == status, "\(path) \(String(decoding: body.bytes, as: UTF8.self)): \(answer.text)")
            }
            #expect(served.id.state.withLock { $0.calls.count { $0 == Self.log } } == 1)
            #expect(try await balance(served) == before)
            #expect(try await served.database.read { tx in try tx.prices().isEmpty })
        }
    }

    @Test("Whoever is no program of the operator's learns nothing: not from a token of a key, not from a signed-in administrator")
    func outsiders() async throws {
        try await with { served in
            try served.id.activate("key", project: "prj_checkout", scope: "messages.write")
            // What an account could give, it cannot: a key that says so is still a key.
            try served.id.activate("liar", project: "prj_checkout", scope: "billing.write")
            try served.id.activateProgram("other", scope: "access.evaluate")
            for (method, path, body) in Self.orders() + Self.orders("bil_none") {
                #expect(await served.order(method, path, body, bearer: nil).status == 401)
                #expect(await served.order(method, path, body, bearer: "guess").status == 401)
                for key in ["key", "liar", "other"] {
                    let answer = await served.order(method, path, body, bearer: key)
                    #expect(answer.status == 403 && answer.headers[.wwwAuthenticate]?.contains("insufficient_scope") == true)
                    #expect(!answer.text.contains("Northwind"))
                }
                guard path.text.contains("bil_none") else { continue }
                #expect(await served.order(method, path, [:]).status == 404, "before anything is said of the body")
            }
            #expect(served.id.state.withLock { !$0.calls.contains(Self.log) })
        }
    }

    @Test(
        "A note that nobody can read is none: a correction and a credit note are refused at it, a top-up goes without",
        arguments: ["", " ", "\u{200B}", "\u{2060}", "\u{3164}", "\u{2800}", "\u{AD}\u{FEFF} \u{200D}", "\u{A0}\u{3000}"])
    func blankNotes(note: String) async throws {
        try await with { served in
            let noted: [(Path, JSON)] = [
                (BillingAPIPath.corrections("bil_1"), ["id": "w", "amount": "1", "note": .string(note)]),
                (BillingAPIPath.creditNotes("bil_1"), ["id": "w", "net": "0.01", "invoice": "INV-000001", "note": .string(note)]),
            ]
            for (path, body) in noted {
                let answer = await served.order(.post, path, body)
                #expect(answer.status == 422 && answer.text.contains(#""field":"note""#), "\(path): \(answer.text)")
            }
            #expect(served.id.state.withLock { !$0.calls.contains(Self.log) })
            guard !note.isEmpty else { return }
            let paid = await served.order(.post, BillingAPIPath.topUps("bil_1"), ["id": "t", "amount": "3", "note": .string(note)])
            #expect(paid.status == 201, "\(paid.text)")
            let entries = try await served.database.read { tx in try LedgerEntry.find(accounts: ["acc_id"], .operatorCommand, in: tx) }
            #expect(entries.contains { $0.amount == Amount("3") && $0.note.isEmpty })
        }
    }

    @Test("A payment is called one wherever it is told of, with the invoice that it names; a top-up is called a top-up")
    func namedPayment() async throws {
        try await with { served in
            let paid = await served.order(
                .post, BillingAPIPath.payments("bil_1"), ["id": "p", "amount": "0.01", "invoice": "INV-000001", "note": "Transfer 7"])
            let topUp = await served.order(.post, BillingAPIPath.topUps("bil_1"), ["id": "t", "amount": "3", "note": "Ahead"])
            #expect(paid.status == 201 && topUp.status == 201)
            let page = await served.get(BillingPath.billing).text
            #expect(page.contains("Payment<small>INV-000001: Transfer 7</small>") && page.contains("Top-up<small>Ahead</small>"))
            let file = await served.get(BillingPath.ledger).text
            #expect(file.contains("Payment: INV-000001: Transfer 7") && file.contains("Top-up: Ahead"))
            #expect(!(page + file).contains("Top-up: INV-") && !page.contains("Top-up<small>INV-"))
            #expect(paid.text.contains(#""kind":"payment""#) && paid.text.contains(#""invoice":"INV-000001""#), "\(paid.text)")
            #expect(topUp.text.contains(#""kind":"top-up""#) && !topUp.text.contains("invoice"), "\(topUp.text)")
        }
    }

    @Test("While the ID does not record it, nothing is booked, and the same order is done once it does")
    func silentID() async throws {
        try await with { served in
            let before = try await balance(served)
            let refusal = try Exchange.first { $0.route == Self.log && $0.status == 422 }.answer
            let known = served.id.state.withLock { state in
                let known = state.answers[Self.log]
                state.answers[Self.log] = (422, refusal)
                return known
            }
            let (method, path, body) = Self.orders()[0]
            #expect(await served.order(method, path, body).status == 502)
            #expect(try await balance(served) == before)
            served.id.state.withLock { $0.answers[Self.log] = known }
            #expect(await served.order(method, path, body).status == 201)
        }
    }
}

extension Served {
    /// Sends an order as a program would.
    fileprivate func order(_ method: HTTPRequest.Method, _ path: Path, _ body: JSON, bearer: String? = "program") async -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let bearer { headers[.authorization] = "Bearer " + bearer }
        let response = await website.answer(.init(method, path.text, headers: headers, bytes: body.bytes))
        return Answer(status: response.status, text: String(decoding: response.body, as: UTF8.self), headers: response.headers)
    }
}
