internal import Access
internal import Audit
internal import Core
internal import Identity
internal import SQL
internal import Signals
internal import Web

extension Transaction {
    /// Whom and which products an event is about, as it stands now. What an event does not name itself is looked up: a person's products are
    /// those of their memberships, an account's those that it uses.
    func signalSubject(of event: RecordedEvent, at now: Timestamp) throws -> Signal.Subject {
        // What this server never wrote tells nothing, and stops nothing.
        let details = (try? JSON(reading: Array(event.details.utf8))) ?? [:]
        var person = details["person"]?.string.flatMap { PersonID($0) } ?? PersonID(event.subject)
        if let session = SessionID(event.subject) { person = try self.person(of: session) }
        let products: [String]
        if let product = event.product {
            products = [product]
        } else if let account = event.account {
            products = try self.products(of: account).map(\.rawValue)
        } else if event.action == AuditAction.personErased.rawValue {
            // Their memberships are gone: whoever keeps something of them hears of the id.
            products = try rows("SELECT DISTINCT product FROM account_products ORDER BY product").map { try $0["product"] }
        } else {
            products = try Set(person.map { try memberships(of: $0) }?.map(\.product.rawValue) ?? []).sorted()
        }
        var subject = Signal.Subject(products: products, person: person)
        if let person, let account = event.account, let product = event.product {
            let member = try self.member(person, in: account, product: ProductID(rawValue: product))
            let grants = member?.status == .active ? member?.grants(at: now) ?? [] : []
            subject.roles = Set(grants.map(\.role.rawValue)).sorted()
        }
        return subject
    }
}
