package import Access
package import Core
internal import Identity
internal import Language
internal import Outbox
package import SQL

/// Tells people what a product asks to be told. Who may learn it is decided here, when it is sent, and again when its link is opened.
package struct ProductNotices: Sendable {
    private let catalog: ProductCatalog
    private let link: @Sendable (ProductNoticeID) -> String

    /// `link` gives the full URL of the page at the ID that a mail leads to.
    package init(catalog: ProductCatalog, link: @escaping @Sendable (ProductNoticeID) -> String) {
        self.catalog = catalog
        self.link = link
    }

    /// Sends it to those of the people who may learn it now, each once, and returns it as it is kept. Cost: two reads and a letter a person.
    package func send(
        _ notice: ProductNotice, _ kind: NoticeKind, to people: [PersonID], in tx: Transaction, at now: Timestamp
    ) throws -> ProductNotice {
        guard let account = try tx.account(notice.account), let product = catalog[notice.product] else { return notice }
        let project = try notice.project.flatMap { try tx.project($0) }
        let projects = try tx.projects(of: notice)
        let letter = letter(notice, kind, account, project?.name, product)
        var sent = notice
        for person in Set(people).sorted(by: { $0.text < $1.text }) {
            let member = try tx.member(person, in: account.id, product: product.id)
            guard kind.isOpen(to: member, projects: projects, of: account.id, in: product, at: now).isPermitted,
                try tx.maySignIn(person), let recipient = try tx.recipient(person, about: account)
            else { continue }
            try tx.send(letter.message(to: recipient), at: now)
            sent.told += 1
        }
        try tx.insert(sent)
        return sent
    }

    private func letter(
        _ notice: ProductNotice, _ kind: NoticeKind, _ account: Account, _ project: String?, _ product: Product
    ) -> Letter {
        let words = kind.words(account: account.name, project: project)
        let area: Phrase = product.area(kind.area)?.title ?? .text(kind.area.rawValue)
        return Letter(
            words.subject, [words.sentence], action: ("notice.open", link(notice.id)),
            ending: [Phrase("notice.reason", ["area": area, "account": account.name, "product": product.name])])
    }
}
