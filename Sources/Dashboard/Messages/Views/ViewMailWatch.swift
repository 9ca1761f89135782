internal import Core
package import ProductKit
internal import SQL
internal import Web

/// Has the ID remind people of views by mail: a link, no results. It decides anew who may open it. It runs once a minute; cost: one read while
/// nothing is due.
package struct ViewMailWatch: Sendable {
    private let site: ProductSite

    package init(_ site: ProductSite) { self.site = site }

    private struct Letter: Hashable {
        let view: String
        let at: Timestamp
    }

    /// Throws `SQLError`, and `Problem` where the ID refuses or does not answer: the next time tries again. A view that cannot be sent holds up no
    /// other; the first error is thrown once all were tried.
    package func work() async throws {
        let now = site.clock.now()
        let due = try await site.database.read { tx in try tx.dueViewMails(at: now) }
        try await Dictionary(grouping: due) { Letter(view: $0.view, at: $0.nextAt) }.tryAll { letter, mails in
            try await send(letter, mails, now)
        }
    }

    private func send(_ letter: Letter, _ mails: [ViewMail], _ now: Timestamp) async throws {
        let found = try await site.database.read { tx in try tx.savedView(letter.view) }
        if let view = found {
            // Whoever is first of them makes the name its own: a group that is sent in parts is several notices.
            let notice = ProductNotice(
                name: "\(view.id) \(letter.at.rfc3339) \(mails.first?.person ?? "")",
                kind: view.project == nil ? "view-due" : "project-view-due", account: view.account, project: view.project,
                page: ViewPath.view(view.id), people: mails.map(\.person))
            guard try await site.tell(notice) != nil else {
                return try await site.database.write { tx in for mail in mails { try tx.removeViewMail(of: mail.view, for: mail.person) } }
            }
        }
        try await site.database.write { tx in
            // Whoever wants none any more, or another rhythm, has said so meanwhile.
            for mail in mails where try tx.viewMail(of: mail.view, for: mail.person) == mail { try tx.set(mail.following(now)) }
        }
    }
}
