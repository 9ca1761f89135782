internal import Core
internal import HTTPTypes
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// What the operator books, for a program with the scope `billing.write`. Each order has an `id` that the program gives it.
/// Cost: two questions to the ID, one read and one commit.
enum BillingAPI {
    static func register(on routes: Routes<ProductSite>) {
        route(routes, .post, BillingAPIPath.topUps) { body, billing, _ in
            let amount = body.amount("amount")
            let note = body.optionalText("note", max: 1000) ?? ""
            return { MoneyIn(topUp: amount, billing.currency, account: billing.account, billing: billing, note: note) }
        }
        route(routes, .post, BillingAPIPath.payments) { body, billing, _ in
            let amount = body.amount("amount")
            let currency = body.optionalText("currency", max: 3)
            let invoice = body.text("invoice", max: 100)
            let note = body.optionalText("note", max: 1000) ?? ""
            return { MoneyIn(payment: amount, currency, of: invoice, by: billing, note: note) }
        }
        route(routes, .post, BillingAPIPath.corrections) { body, billing, _ in
            let amount = body.amount("amount")
            let note = body.text("note", max: 1000)
            return { Correction(amount, of: billing, note: note) }
        }
        route(routes, .post, BillingAPIPath.creditNotes) { body, billing, site in
            let net = body.amount("net")
            let invoice = body.text("invoice", max: 100)
            let note = body.text("note", max: 1000)
            return {
                guard let seller = Seller(site.options) else { throw Self.nobodyInvoices }
                return CreditNote(net, of: invoice, billing: billing.id, note: note, by: seller)
            }
        }
        route(routes, .put, BillingAPIPath.tax) { body, billing, _ in
            let category = body.text("category", max: 10)
            let rate = body.text("rate", max: 20)
            let reason = body.optionalText("reason", max: 1000) ?? ""
            return { try TaxChange(category, rate: rate, reason: reason, of: billing) }
        }
        routes.api(.post, BillingAPIPath.prices, as: BillingProgram.self, limit: 65536) { program, request, site in
            var body = try request.jsonObject()
            let name = body.orderName()
            let currency = body.text("currency", max: 3)
            let from = body.optionalText("from", max: 10)
            let prices = body.prices()
            try body.finish()
            let day = from.map { Day.parse($0) } ?? Day.of(request.time)
            guard let day else { throw problem(BillingRefusal("from", "Write the day as year-month-day, such as 2027-01-01.")) }
            return try await answer(name, program, request, site) { try PriceChange(prices, currency, from: day) }
        }
    }

    private static let nobodyInvoices = Problem(
        status: 409, code: "nobody-invoices", title: .english("Nobody issues invoices here."),
        detail: .english("The operator sets organisation.name in the configuration first."))

    private typealias Read<Change> = @Sendable (inout JSONObject, BillingAccount, ProductSite) -> () throws -> Change

    /// An order to one billing account. An unknown one is a 404 before anything of the body is said.
    private static func route<Change: BillingChange>(
        _ routes: Routes<ProductSite>, _ method: HTTPRequest.Method, _ path: PathTo<String>, _ read: @escaping Read<Change>
    ) {
        routes.api(method, path, as: BillingProgram.self, limit: 16384) { program, request, site in
            let id = try request.parameters(of: path)
            guard let billing = try await site.database.read({ tx in try tx.billingAccount(id) }) else { throw Problem.notFound }
            var body = try request.jsonObject()
            let name = body.orderName()
            let change = read(&body, billing, site)
            try body.finish()
            return try await answer(name, program, request, site, change)
        }
    }

    private static func answer<Change: BillingChange>(
        _ name: String, _ program: BillingProgram, _ request: WebRequest, _ site: ProductSite, _ read: () throws -> Change
    ) async throws -> WebResponse {
        do {
            let change = try read()
            let order = BillingOrder(program: program, name: name, question: try question(request))
            let known = try await site.database.read { tx in
                let known = try order.answer(in: tx)
                if known == nil { try change.check(in: tx) }
                return known
            }
            if let known { return .json(known) }
            try await site.record(change.record, by: program, order: name)
            let now = request.time
            let done = try await site.database.write { tx in try order.carryOut(change, at: now, in: tx) }
            return .json(done.answer, status: done.isNew ? 201 : 200)
        } catch let refusal as BillingRefusal { throw problem(refusal) }
    }

    /// What is asked, in whichever order its members came.
    private static func question(_ request: WebRequest) throws -> String {
        let body = inOrder(try JSON(reading: request.body))
        return "\(request.method.rawValue) \(request.path) \(String(decoding: body.bytes, as: UTF8.self))"
    }

    /// Members mean the same in any order, also those of a member.
    private static func inOrder(_ json: JSON) -> JSON {
        guard let members = json.object else { return json }
        return .object(members.sorted { $0.0 < $1.0 }.map { ($0.0, inOrder($0.1)) })
    }

    private static func problem(_ refusal: BillingRefusal) -> Problem {
        Problem(
            status: 422, code: "invalid-members", title: .english("Something in the body needs another value."),
            fields: [FieldError(refusal.field, .english(refusal.message))])
    }
}

extension JSONObject {
    /// The program's own name for its order.
    fileprivate mutating func orderName() -> String {
        let name = text("id", max: 64)
        if !name.isEmpty, !name.utf8.allSatisfy({ (33...126).contains($0) }) {
            refuse("id", "“id” has visible ASCII characters alone, without spaces.")
        }
        return name
    }

    /// A text, because numbers of JSON have no exact decimals.
    fileprivate mutating func amount(_ name: String) -> Amount {
        let given = text(name, max: 40)
        if let amount = Amount(given) { return amount }
        if !given.isEmpty { refuse(name, "“\(name)” is a text such as \"250.00\", with a dot and at most eight decimals.") }
        return .zero
    }

    fileprivate mutating func prices() -> [(country: String, price: String)] {
        let members = value("prices")?.object ?? []
        let prices = members.compactMap { country, price in price.string.map { (country: country, price: $0) } }
        if members.isEmpty || prices.count < members.count {
            refuse("prices", "“prices” is an object with a price for each country, such as {\"SE\": \"0.0450\", \"*\": \"0.0600\"}.")
        }
        return prices
    }
}
