/// Web addresses in what people write into our mails: mail programs make links of them, and readers trust our mails.
extension StringProtocol {
    /// Whether it holds what is a web address without doubt. The name of a company may be `Example.com`, and is none.
    package var holdsWebAddress: Bool {
        let text = lowercased()
        return text.contains("://") || text.contains(/(^|[^\p{L}\p{N}])www\./) || text.contains(/[\p{L}\p{N}]\.\p{L}{2,}[\/?#:]/)
    }

    /// Whether it holds anything that a mail program could make a link of: `example.com` too.
    package var holdsAnyDomain: Bool { holdsWebAddress || lowercased().contains(/[\p{L}\p{N}]\.\p{L}{2,}/) }
}
