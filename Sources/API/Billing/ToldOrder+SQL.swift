internal import Core
internal import Language
internal import SQL
internal import Web

/// An order of a program that the log tells of, once, by the program's own name for it.
struct ToldOrder: Sendable {
    let product: String
    let client: String
    let name: String
    /// What the log tells of it.
    let event: String
}

extension Transaction {
    /// When the log was told of it before; nil if it is new, and from now on known. Throws a `Problem` (409) for another order of the same name.
    func tell(_ order: ToldOrder, at now: Timestamp) throws -> Timestamp? {
        let isNew =
            try run(
                """
                INSERT INTO billing_orders (product, client, name, event, told_at)
                VALUES (\(order.product), \(order.client), \(order.name), \(order.event), \(now)) ON CONFLICT DO NOTHING
                """) == 1
        guard !isNew else { return nil }
        let known = try first(
            """
            SELECT event, told_at FROM billing_orders
            WHERE product = \(order.product) AND client = \(order.client) AND name = \(order.name)
            """)
        // Whoever was at it at the same time is asked again.
        guard let known else { throw SQLError.conflict }
        guard try known["event"] == order.event else {
            throw Problem(
                status: 409, code: "id-taken", title: .english("Another order of this client has this name."),
                detail: .english("Give each order a name of its own: what is told under one is told once."))
        }
        return try known["told_at"]
    }
}
