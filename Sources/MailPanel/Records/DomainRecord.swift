internal import Core
internal import SQL

/// A record that a sending domain should have in the DNS.
struct DomainRecord: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable, SQLCodable { case dkim, spf, returnPath = "return-path", dmarc }
    enum RecordType: String, Sendable { case txt = "TXT", cname = "CNAME" }

    let kind: Kind
    let type: RecordType
    /// The whole name.
    let name: String
    /// What it should say.
    let value: String

    /// Those of a domain, in the order in which they are set.
    static func all(of domain: SendingDomain, _ keys: [DKIMKey], _ host: SendingHost, at now: Timestamp) -> [DomainRecord] {
        keys.looked(at: now).map { key in DomainRecord(kind: .dkim, type: .txt, name: key.name(in: domain.name), value: key.record) } + [
            DomainRecord(kind: .spf, type: .txt, name: domain.name, value: "v=spf1 include:\(host.spf) ~all"),
            DomainRecord(kind: .returnPath, type: .cname, name: "bounces.\(domain.name)", value: host.returnPath),
            DomainRecord(kind: .dmarc, type: .txt, name: "_dmarc.\(domain.name)", value: "v=DMARC1; p=none"),
        ]
    }
}

/// What name servers said of a record at the last check that one answered.
struct RecordState: Sendable, Equatable {
    enum Finding: String, Sendable, SQLCodable { case found, missing, different }

    var finding: Finding
    /// What is there instead.
    var seen = ""
    /// When it was found last.
    var foundAt: Timestamp?
    var checkedAt: Timestamp
}
