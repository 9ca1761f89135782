internal import Foundation
internal import Language

/// A command cannot be carried out: one sentence that says what, why, and what to do. Exit status 1.
struct CommandError: Error, LocalizedError, CustomStringConvertible {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
    var description: String { sentence }
    var errorDescription: String? { sentence }

    init(_ problem: Problem) {
        let remedies = problem.detail.map { [$0] } ?? problem.fields.map(\.message)
        self.init(Phrase.sentences([problem.title] + remedies).english)
    }
}
