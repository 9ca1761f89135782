internal import Core
internal import SQL
internal import Web

/// Answers to single questions, for products that ask the same one at every request of theirs. An answer is kept until any process changes
/// anything in the database, or a grant of the person ends: nothing that was changed answers as before.
/// Cost of a question asked again: the change counter and one look-up by its bytes.
struct KeptEvaluations: Sendable {
    private struct Kept: Sendable {
        let evaluation: Evaluation
        let response: WebResponse
        let since: Timestamp
        /// A clock that was set back makes no answer of a later moment count.
        func holds(at now: Timestamp) -> Bool { since <= now && evaluation.until.map { now < $0 } ?? true }
    }

    /// Longer questions are answered anew each time, so that what is kept stays small: 4,096 answers of about 1 KB.
    private static let longestQuestion = 2048
    private let answers: KeptAnswers<[UInt8], Kept>

    init(_ database: any Database) { answers = KeptAnswers(database, most: 4096) }

    /// `evaluate` decides, and throws `EvaluationRequest.Malformed` for a question that is none.
    func response(to question: [UInt8], at now: Timestamp, _ evaluate: () async throws -> Evaluation) async throws -> WebResponse {
        func found() async throws -> Kept {
            let evaluation = try await evaluate()
            return Kept(evaluation: evaluation, response: .json(evaluation.json), since: now)
        }
        let isShort = question.count <= Self.longestQuestion
        let kept = try await isShort ? answers.value(for: question, while: { $0.holds(at: now) }, found) : found()
        _ = kept.evaluation.counted
        return kept.response
    }
}
