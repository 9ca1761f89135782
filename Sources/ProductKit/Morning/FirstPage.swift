internal import Core
internal import HTTPTypes
internal import Web

extension ProductSite {
    /// Whether the request may open somebody's first page: that of an area, not searched or turned to another page. Which of them it is, the
    /// ID's answer says; what the first page says besides is asked with the same question.
    func mayOpenFirstPage(_ request: WebRequest) -> Bool {
        request.method == .get && areas.contains { $0.path.text == request.path }
            && request.query.names.allSatisfy { Self.placeOnly.contains($0) }
    }

    /// Parameters that leave a page what it is: where one works, and the time its figures are of.
    private static let placeOnly: Set<String> = [WorkPlace.accountField, WorkPlace.projectField, "time"]

    /// Whether the page is the first in the member's navigation, where they arrive.
    func isFirstPage(_ request: WebRequest, of account: Me.Account) -> Bool {
        mayOpenFirstPage(request) && areas.first { account.mayView($0) }?.path.text == request.path
    }
}
