package import Web

/// The API page for people: one line for each route. A test compares it with the route table and the OpenAPI file.
package struct APIGuide: Component {
    let issuer: String

    package struct Entry: Sendable {
        package let method: String
        package let path: String
        package let summary: String
        init(_ method: String, _ path: String, _ summary: String) {
            self.method = method
            self.path = path
            self.summary = summary
        }
    }

    private static let account = "/api/v1/accounts/{account}"

    package static let management: [Entry] = [
        Entry("GET", "/api/v1/me", "Who is signed in, their accounts, and what they may in the current one."),
        Entry("GET", account, "The account."),
        Entry("PATCH", account, "Rename the account."),
        Entry("GET", account + "/members", "The account's people."),
        Entry("GET", account + "/members/{member}", "One of them, with the access keys they made."),
        Entry("PATCH", account + "/members/{member}", "Change role, projects or status."),
        Entry("DELETE", account + "/members/{member}", "Remove the person from the account, and revoke the keys you name."),
        Entry("DELETE", account + "/members/me", "Leave the account."),
        Entry("GET", account + "/roles", "The product's roles, what each opens, and whether you may grant it."),
        Entry("GET", account + "/invitations", "Open invitations."),
        Entry("POST", account + "/invitations", "Invite an address. The link is in the mail alone."),
        Entry("DELETE", account + "/invitations/{invitation}", "Withdraw an invitation."),
        Entry("POST", account + "/invitations/{invitation}/resends", "Send it again with a new link and 7 more days."),
        Entry("GET", account + "/projects", "The projects you see."),
        Entry("POST", account + "/projects", "Open a project."),
        Entry("PATCH", account + "/projects/{project}", "Rename a project."),
        Entry("DELETE", account + "/projects/{project}", "Close a project; its access keys end with it."),
        Entry("GET", account + "/access-keys", "Access keys of the projects you see, newest first."),
        Entry("POST", account + "/access-keys", "Make an access key. Its secret is in this answer and nowhere else."),
        Entry("DELETE", account + "/access-keys/{key}", "Revoke an access key."),
        Entry("GET", account + "/role-holders", "Who can change what you may."),
        Entry("POST", account + "/access-requests", "Ask them for an area, by mail, once a day."),
    ]
    package static let decisions: [Entry] = [
        Entry("POST", "/access/v1/evaluation", "May this person view or manage this area or project?"),
        Entry("POST", "/access/v1/evaluations", "Several such questions at once."),
        Entry("GET", "/.well-known/authzen-configuration", "Where these are."),
    ]

    package var html: HTML {
        """
        <p class="lead">Everything here is JSON over HTTP. The exact description is <a href="/api/openapi.yaml">openapi.yaml</a> (OpenAPI 3.1).</p>
        <h2>Management</h2>
        <p>Send the signed-in person's access token as <code>Authorization: Bearer</code>. A client that is not one of the operator's own asks for
        it with the scope <code>account.manage</code>, and unless it is a product's, with <code>account=</code>. Each call is held to the role
        that the person has at that moment. Lists answer <code>items</code> and <code>next</code>; give <code>next</code> back as
        <code>after</code> for the page behind. A member of a body or a parameter that is not known is refused by its name. Refusals are
        problems after RFC 9457.</p>
        <p>Roles are a product's. A product's own client means that product. Any other adds <code>?product=</code>; it may be left out where
        the person is in one product of the account alone.</p>
        \(table("Addresses for management", Self.management))
        <h2>Decisions</h2>
        <p>AuthZEN Authorization API 1.0, for clients with the scope <code>access.evaluate</code>. Get a token with the grant
        <code>client_credentials</code> at the token endpoint, then ask:</p>
        <pre><code>POST \(issuer)/access/v1/evaluation
        Authorization: Bearer …
        Content-Type: application/json

        {"subject": {"type": "person", "id": "per_…"},
         "action": {"name": "view"},
         "resource": {"type": "area", "id": "billing",
                      "properties": {"account": "acc_…", "product": "dashboard"}}}</code></pre>
        <p>The answer is <code>{"decision": true, "context": {…}}</code>; the context says why, and which roles would permit it. A resource of
        type <code>project</code> is asked about by its id; with the property <code>area</code>, both must be permitted.</p>
        \(table("Addresses for decisions", Self.decisions))
        <p>Where everything else is: <a href="/.well-known/openid-configuration">openid-configuration</a>.</p>
        """
    }

    private func table(_ caption: String, _ entries: [Entry]) -> HTML {
        let rows = entries.map { entry -> [HTML] in
            ["<code>\(entry.method) \(entry.path)</code>", HTML(text: entry.summary)]
        }
        return Table(caption, [.init("Address"), .init("What it does")], rows: rows).html
    }
}
