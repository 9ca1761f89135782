internal import Language

/// The errors of RFC 7644 section 3.12: the code of each is its `scimType`.
extension Problem {
    static func invalidFilter(_ sentence: String) -> Problem { refused("invalidFilter", sentence) }
    static func invalidPath(_ sentence: String) -> Problem { refused("invalidPath", sentence) }
    static func invalidValue(_ sentence: String) -> Problem { refused("invalidValue", sentence) }
    static func invalidSyntax(_ sentence: String) -> Problem { refused("invalidSyntax", sentence) }
    static func mutability(_ sentence: String) -> Problem { refused("mutability", sentence) }
    static func noTarget(_ sentence: String) -> Problem { refused("noTarget", sentence) }
    static func tooMany(_ sentence: String) -> Problem { Problem(status: 413, code: "tooMany", title: .english(sentence)) }
    static let changedMeanwhile = Problem(
        status: 412, code: "precondition-failed", title: .english("It was changed meanwhile."),
        detail: .english("Read it again, and send its new version in If-Match."))

    private static func refused(_ code: String, _ sentence: String) -> Problem {
        Problem(status: 400, code: code, title: .english(sentence))
    }
}
