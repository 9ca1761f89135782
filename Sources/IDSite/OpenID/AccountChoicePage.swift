internal import Access
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

extension IDSite {
    /// The accounts with their names, in the order of those.
    func names(of accounts: [AccountID]) async throws -> [(id: AccountID, name: String)] {
        try await database.read { tx in
            try accounts.prefix(AccountChoicePage.most).compactMap { id in try tx.account(id).map { (id, $0.name) } }
        }.sorted { $0.1 < $1.1 }
    }
}

/// For a client that is of use with an account alone: which of the person's accounts it gets.
enum AccountChoicePage {
    static let most = 200

    static func page(
        _ signedIn: SignedIn?, _ accounts: [(id: AccountID, name: String)], _ asked: AuthorizationRequest, _ request: WebRequest
    ) throws -> WebResponse {
        let rows = try accounts.map { account -> HTML in
            "<li><a class=\"known\" href=\"\(try asked.path(for: account.id))\">\(PageText.breakable(account.name))</a></li>"
        }
        let client = asked.client.name
        var page = ColumnPage(
            "authorization.choose-account", brand: .id, request: request,
            content: """
                <p class="lead">\(words: "authorization.choose-account-lead", ["client": client])</p>\
                <ul class="known-people">\(rows)</ul>
                """)
        page.identity = try signedIn.map { .init($0.person.name, changePath: SignInPath.address(returningTo: try asked.path().text)) }
        return .page(page)
    }
}
