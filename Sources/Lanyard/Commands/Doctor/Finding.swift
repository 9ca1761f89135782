internal import ArgumentParser

/// What the doctor says of one thing.
struct Finding: Encodable, Equatable {
    enum State: String, Encodable {
        case good
        /// It works, and will hurt.
        case doubtful
        /// The servers do not start, or something of theirs does not work.
        case broken
    }

    let what: String
    let state: State
    /// What was found and, unless it is good, what to do.
    let sentence: String

    init(_ what: String, _ state: State, _ sentence: String) {
        self.what = what
        self.state = state
        self.sentence = sentence
    }
}

extension Printing {
    /// Throws `ExitCode.failure` once they are printed, if one of them is broken.
    func show(_ findings: [Finding]) throws {
        try show(Answer(findings, none: "", ["what", "state", "found"]) { [$0.what, $0.state.rawValue, $0.sentence] })
        if findings.contains(where: { $0.state == .broken }) { throw ExitCode.failure }
    }
}
