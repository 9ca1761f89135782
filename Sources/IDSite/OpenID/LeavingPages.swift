internal import Core
internal import HTTPTypes
package import Identity
internal import Language
internal import OpenID
package import Web

/// Pages from which the browser goes on by itself to somewhere else.
enum LeavingPage {
    /// The last step of a sign-in or a consent that ends at somebody else's application. A form must not redirect there: browsers hold the
    /// whole chain of redirects against `form-action`, and where an application redirects to is nobody's business here.
    static func goingOn(to destination: some Destination, _ name: Phrase, _ request: WebRequest) -> WebResponse {
        leaving("authorization.signed-in", to: destination, name, request)
    }

    /// The end of a sign-out that was confirmed by a form.
    static func signedOut(to destination: some Destination, _ name: Phrase, _ request: WebRequest) -> WebResponse {
        leaving("session.signed-out", to: destination, name, request)
    }

    private static func leaving(_ title: Phrase, to destination: some Destination, _ name: Phrase, _ request: WebRequest) -> WebResponse {
        let content: HTML = """
            <p>\(words: "authorization.by-itself")</p>\
            \(Buttons("\(Button(Phrase("authorization.go-on-to", ["name": name]), to: destination))"))
            """
        return WebResponse.page(ColumnPage(title, brand: .id, request: request, content: content))
            .with(header: .known("Refresh"), "0; url=" + destination.address)
    }

    private static let scriptElement: HTML = "<script>document.forms[0].submit()</script>"
    /// Of what stands in the element above; a test compares the two.
    private static let hash = "sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE="

    /// An answer that is posted to the client. Without JavaScript the button does it.
    static func formPost(_ post: FormPost, _ name: Phrase?, _ request: WebRequest) -> WebResponse {
        let fields = post.fields.map { field -> HTML in "\(Hidden(field.name, field.value))" }
        let button = Button(Phrase("authorization.go-on-to", ["name": name ?? "authorization.the-application"]))
        let content: HTML = """
            <p>\(words: "authorization.by-itself")</p>\
            <form method="post" action="\(OtherServer(post.address))">\(fields)\(button)</form>\
            \(scriptElement)
            """
        var response = WebResponse.page(ColumnPage("authorization.going-on", brand: .id, request: request, content: content))
        // No form-action: where the application redirects to afterwards is its own.
        response.contentPolicy =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self' '\(hash)'; frame-ancestors 'none'; base-uri 'none'"
        return response.with(header: .cacheControl, "no-store")
    }
}

extension IDSite {
    /// The end of a form: to a page of ours, or by a page that goes on to somebody else's application.
    package func leave(to returnTo: LocalPath, askedBy party: AskingParty?, _ request: WebRequest, notice: Notice? = nil) -> WebResponse {
        guard let party, party.redirectOrigin == nil else { return .redirect(returnTo, notice: notice) }
        return LeavingPage.goingOn(to: returnTo, .text(party.name), request)
    }
}
