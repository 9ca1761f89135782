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
