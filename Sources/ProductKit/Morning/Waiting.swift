internal import Core
internal import Language
internal import Web

extension Me {
    /// What waits for the person, as the ID counts it: nil where it is not theirs to act on.
    struct Waiting: Sendable {
        /// So many the ID counts at most.
        static let mostRequests = 20

        let requests: Int?
        let keysEnding: Int?

        init(_ json: JSON) {
            requests = json["access_requests"]?.integer.map(Int.init)
            keysEnding = json["keys_ending"]?.integer.map(Int.init)
        }

        /// A line for each thing there is, with the way to it.
        func html(_ site: ProductSite) -> HTML {
            var lines: [(words: Phrase, link: Phrase, path: Path)] = []
            if let requests, requests > 0 {
                let words =
                    requests < Self.mostRequests
                    ? Phrase("morning.requests", ["count": requests]) : Phrase("morning.requests-most", ["count": requests])
                lines.append((words, "morning.answer", UserPath.requests))
            }
            if let keysEnding, keysEnding > 0 {
                // They are counted in every project, whichever one is chosen.
                let every = site.hasProjects ? AccessKeyPath.list.query([(WorkPlace.projectField, "")]) : AccessKeyPath.list
                lines.append((Phrase("morning.keys-end", ["count": keysEnding]), "morning.show-keys", every))
            }
            return HTML.join(lines.map { Notice.warning($0.words).html(more: "<a href=\"\($0.path)\">\($0.link)</a>") })
        }
    }
}
