package import Core

package enum ProductNoticeKind: IdentifierKind { package static let prefix = "ntc" }
package typealias ProductNoticeID = Identifier<ProductNoticeKind>

/// Something that a product asked the ID to tell people. Its mails carry only its id: what it leads to is given to whoever may see it when
/// they open it.
package struct ProductNotice: Sendable {
    package let id: ProductNoticeID
    package let product: ProductID
    /// A kind of the product's catalog.
    package let kind: String
    package let account: AccountID
    package let project: ProjectID?
    /// Whether it is for those alone who see its area in every project of the account.
    package let isOfEveryProject: Bool
    /// The projects in each of which its recipients see its area, where it is about what several of them share.
    package let projects: [ProjectID]
    /// The product's page: a path of its own, or a whole address for a product whose address the server does not know.
    package let page: String
    /// The product's own name for it, by which it is told once.
    package let name: String
    /// How many people it was sent to.
    package var told = 0
    package let createdAt: Timestamp

    /// What it is about, and where it leads.
    package struct Content: Sendable {
        let kind: String
        let account: AccountID
        let project: ProjectID?
        let isOfEveryProject: Bool
        let projects: [ProjectID]
        let page: String

        package init(
            kind: String, account: AccountID, project: ProjectID?, isOfEveryProject: Bool = false, projects: [ProjectID] = [], page: String
        ) {
            self.kind = kind
            self.account = account
            self.project = project
            self.isOfEveryProject = isOfEveryProject
            self.projects = projects
            self.page = page
        }
    }

    package init(id: ProductNoticeID, product: ProductID, name: String, _ content: Content, at now: Timestamp) {
        self.id = id
        self.product = product
        self.name = name
        kind = content.kind
        account = content.account
        project = content.project
        isOfEveryProject = content.isOfEveryProject
        projects = content.projects
        page = content.page
        createdAt = now
    }

    /// Whether both tell the same of the same.
    package func isAbout(_ other: ProductNotice) -> Bool {
        kind == other.kind && account == other.account && project == other.project && isOfEveryProject == other.isOfEveryProject
            && projects == other.projects && page == other.page
    }

    /// How long its link leads anywhere.
    package static let lifetime = Duration.days(90)
    /// The most that one product tells of one account in an hour.
    package static let mostAnHour = 60
    package static let mostPeople = 500
    package static let mostProjects = 100
}

extension NoticeKind {
    /// Whether the member may learn it now: by its area, in each of the projects, and by the area that governs money where it is about money.
    package func isOpen(
        to member: Member?, projects: [ProjectID], of account: AccountID, in product: Product, at now: Timestamp
    ) -> Decision {
        let money = isOfMoney ? product.area(governing: .money).map(\.id) : nil
        let decisions = ([area] + (money.map { [$0] } ?? [])).flatMap { area in
            let resources = projects.isEmpty ? [.area(area)] : projects.map { Resource.project($0, of: account, area: area) }
            return resources.map { decide(member, .view, $0, in: product, at: now) }
        }
        return decisions.first { !$0.isPermitted } ?? decisions[0]
    }
}
