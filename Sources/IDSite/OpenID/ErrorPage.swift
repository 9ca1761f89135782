internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import Web

/// What each error of the OpenID endpoints means and what mends it, for whoever connects a client. In English, as errors are.
enum ErrorPage {
    static func register(on routes: Routes<OpenIDEndpoints>) {
        routes.get(OpenIDPath.errors, as: Anyone.self) { _, request, _ in
            let items = ErrorGuide.all.map { guide -> HTML in
                """
                <section class="panel stack" id="\(guide.name)"><h2><code>\(guide.name)</code></h2>\
                <p>\(guide.meaning)</p><p><strong>What to do.</strong> \(guide.remedy)</p></section>
                """
            }
            var page = ColumnPage(
                .english("Errors of the OpenID endpoints"), brand: .id, request: request,
                content: """
                    <p class="lead">What a client of yours was told, what it means, and what mends it. \
                    <code>lanyard client doctor CLIENT</code> lists what a client was told last.</p>\(items)
                    """)
            page.isWide = true
            return .page(page)
        }
    }
}
