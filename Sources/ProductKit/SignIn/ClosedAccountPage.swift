internal import Core
internal import HTTPTypes
internal import Language
internal import Web

/// An account that opens only after another sign-in: what it asks for, and the way to it. It never leads there by itself, because whoever
/// cannot do what is asked would go in circles.
enum ClosedAccountPage {
    static func response(_ account: Me.Membership, _ demand: String, _ request: WebRequest, _ site: ProductSite) -> WebResponse {
        let page = request.method == .get || request.method == .head ? LocalPath(request.target) : nil
        let again = Button("product.sign-in-again", to: RelyingPartyPath.signInAgain(returningTo: page, in: account.account))
        let other: HTML =
            demand == "passkey"
            ? Button("product.to-your-id", .secondary, to: OtherServer(site.party.issuerOrigin + CommonPath.home.text)).html : ""
        return .page(
            ColumnPage(
                Phrase("product.closed-account", ["account": account.name]), brand: site.brand, request: request,
                content: "<p>\(words(of: demand))</p>\(Buttons("\(again)\(other)"))"), status: 403)
    }

    private static func words(of demand: String) -> Phrase {
        switch demand {
        case "passkey": "product.closed-passkey"
        case "no-text-message": "product.closed-no-text-message"
        case "network": "product.closed-network"
        default: "product.closed-newer"
        }
    }
}
