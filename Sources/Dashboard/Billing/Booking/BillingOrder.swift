internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// An order of a program, known by the name that the program gave it: what was done under one name is not done again.
struct BillingOrder: Sendable {
    let program: BillingProgram
    let name: String
    /// What was asked, to tell a repetition from another order of the same name.
    let question: String

    private struct Done: RowDecodable {
        let question: String
        let answer: String

        init(row: Row) throws {
            question = try row["question"]
            answer = try row["answer"]
        }
    }

    /// The answer that it had before; nil if it is new. Throws a `Problem` (409) for another order of the same name.
    func answer(in tx: Transaction) throws -> JSON? {
        let done = try tx.first(
            "SELECT question, answer FROM billing_orders WHERE client = \(program.client) AND name = \(name)", as: Done.self)
        guard let done else { return nil }
        guard done.question == question else {
            throw Problem.orderTaken
        }
        return try JSON(reading: Array(done.answer.utf8))
    }

    /// The change with its order, in one transaction. `isNew`: whether it is done now, or was by a request at the same time.
    func carryOut(_ change: some BillingChange, at now: Timestamp, in tx: Transaction) throws -> (answer: JSON, isNew: Bool) {
        if let known = try answer(in: tx) { return (known, false) }
        let answer = JSON.object([("id", .string(name))] + (try change.carryOut(MoneyProof(program), at: now, in: tx)))
        try tx.run(
            """
            INSERT INTO billing_orders (client, name, event, question, answer, made_at)
            VALUES (\(program.client), \(name), \(change.record.event), \(question), \(String(decoding: answer.bytes, as: UTF8.self)), \(now))
            """)
        return (answer, true)
    }
}
