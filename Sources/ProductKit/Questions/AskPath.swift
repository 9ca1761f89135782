internal import Core

/// The path of the page where questions about access are asked.
enum AskPath {
    static let ask = Path("/ask")
    static let file = Path("/ask.csv")
    /// What a question may go on with, for the script of its field.
    static let completions = Path("/ask/completions")
}
