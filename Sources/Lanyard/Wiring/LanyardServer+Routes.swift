internal import ClassicSignIn
internal import ProductKit
internal import Web

extension LanyardServer.Part {
    /// The route table of its website.
    var routes: [RouteEntry] {
        let own =
            switch self {
            case .id: IDRoutes().entries
            case .product(let part): part.product.table.entries + ClassicSite.table.entries
            }
        return own + Website.ownEntries
    }
}
