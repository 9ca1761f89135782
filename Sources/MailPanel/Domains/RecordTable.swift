internal import Core
internal import Language
internal import Web

/// The records of a domain, each with its name and value to be copied, and what name servers say of it.
struct RecordTable: Sendable {
    let domain: SendingDomain
    let keys: [DKIMKey]

    func html(_ records: [(DomainRecord, RecordState?)]) -> HTML {
        let items = records.map { record, state -> HTML in
            """
            <section class="panel record"><h2>\(title(record)) \(badge(state))</h2><p class="quiet">\(why(record))</p>\
            \(seen(record, state))\
            \(Definitions([
                ("domains.record-type", "<code>\(record.type.rawValue)</code>"), ("domains.record-name", copied(record.name)),
                ("domains.record-value", copied(record.value)),
            ]))</section>
            """
        }
        return "<div class=\"stack\">\(items)</div>"
    }

    private func copied(_ text: String) -> HTML { "<code data-copy class=\"long\">\(text)</code>" }

    private func title(_ record: DomainRecord) -> Phrase {
        switch record.kind {
        case .dkim: isNew(record) ? "domains.dkim-next" : "domains.dkim"
        case .spf: "domains.spf"
        case .returnPath: "domains.return-path"
        case .dmarc: "domains.dmarc"
        }
    }

    /// Whether it is that of a key which waits to be used.
    private func isNew(_ record: DomainRecord) -> Bool {
        keys.count > 1 && keys.contains { $0.inUseAt == nil && $0 != keys.signing && $0.name(in: domain.name) == record.name }
    }

    private func why(_ record: DomainRecord) -> Phrase {
        switch record.kind {
        case .dkim: "domains.dkim-why"
        case .spf: "domains.spf-why"
        case .returnPath: "domains.return-path-why"
        case .dmarc: "domains.dmarc-why"
        }
    }

    private func badge(_ state: RecordState?) -> Badge {
        switch state?.finding {
        case .found: Badge("domains.found", .good)
        case .different: Badge("domains.different", .bad)
        case .missing, nil: Badge("domains.not-yet", .neutral)
        }
    }

    private func seen(_ record: DomainRecord, _ state: RecordState?) -> HTML {
        guard let state, state.finding == .different else { return "" }
        return "<p>\(words: "domains.seen") <code class=\"long\">\(state.seen)</code></p><p>\(remedy(record))</p>"
    }

    private func remedy(_ record: DomainRecord) -> Phrase {
        switch record.kind {
        case .dkim, .returnPath: "domains.replace-it"
        case .spf: Phrase("domains.merge-spf", ["include": record.value.split(separator: " ").dropFirst().first ?? ""])
        case .dmarc: "domains.one-dmarc"
        }
    }
}
