/// A line of an export: the person in it, or the reason why it is rejected.
struct ExportLine: Sendable {
    let line: Int
    let content: Result<ExportedPerson, Rejection>

    struct Rejection: Error, Sendable {
        let reason: RowRejection
        var detail: String?
    }
}
