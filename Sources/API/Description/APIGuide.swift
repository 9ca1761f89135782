internal import Core
internal import Language
internal import OpenID
package import Web

/// The API page for people: one line for each route. A test compares it with the route table and the OpenAPI file.
package struct APIGuide: Component {
    let issuer: String

    package struct Entry: Sendable {
        package let method: String
        package let path: String
        package let summary: String
        /// The path is written as in OpenAPI: `{member}` for `:member`.
        init(_ method: String, _ path: some RoutePath, _ summary: String) {
            self.method = method
            self.path = path.template.replacing(/:(\w+)/) { "{\($0.1)}" }
            self.summary = summary
        }
    }

    package static let management: [Entry] = [
        Entry("GET", APIPath.me, "Who is signed in, their accounts, and what they may in the current one."),
        Entry("POST", APIPath.moveWait, "Put the caller’s move to the ID off, once."),
        Entry("GET", APIPath.account, "The account."),
        Entry("PATCH", APIPath.account, "Rename the account."),
        Entry("GET", APIPath.members, "The account's people."),
        Entry("POST", APIPath.memberRecovery, "Agree to let a person in who lost their second factor."),
        Entry("DELETE", APIPath.memberRecovery, "Take that back."),
        Entry("GET", APIPath.member, "One of them, with the access keys they made."),
        Entry("PATCH", APIPath.member, "Change role, projects or status."),
        Entry("POST", APIPath.memberChanges, "Do one thing to up to 200 members, or see first what it would bring."),
        Entry("POST", APIPath.grants, "Give them one more role, with its projects and perhaps an end."),
        Entry("PATCH", APIPath.grant, "Change one of their roles."),
        Entry("DELETE", APIPath.grant, "Take one of their roles."),
        Entry("GET", APIPath.groups, "The account's groups, and what each gives."),
        Entry("POST", APIPath.groups, "Make a group."),
        Entry("GET", APIPath.group, "One group."),
        Entry("PATCH", APIPath.group, "Rename it."),
        Entry("DELETE", APIPath.group, "End it, with what its members had from it."),
        Entry("POST", APIPath.groupGrants, "Give a role to everybody in it; never Administrator."),
        Entry("PATCH", APIPath.groupGrant, "Change one of its roles."),
        Entry("DELETE", APIPath.groupGrant, "Take one of its roles."),
        Entry("GET", APIPath.groupMembers, "Who is in it."),
        Entry("POST", APIPath.groupMembers, "Put a member into it."),
        Entry("DELETE", APIPath.groupMember, "Take a member out of it."),
        Entry("DELETE", APIPath.member, "Remove the person from the account, and revoke the keys you name."),
        Entry("DELETE", APIPath.ownMembership, "Leave the account."),
        Entry("GET", APIPath.answers, "Ask in a sentence who can see what, and why."),
        Entry("GET", APIPath.completions, "What such a sentence may go on with, while somebody types it."),
        Entry("GET", APIPath.roles, "The roles there are, what each opens, and whether you may give it."),
        Entry("POST", APIPath.roles, "Make a role of the account's own, from areas, actions and projects."),
        Entry("PATCH", APIPath.role, "Change it, for everybody who has it."),
        Entry("DELETE", APIPath.role, "Remove it, once nobody has it."),
        Entry("GET", APIPath.twoFactors, "Whether the account asks everybody for two factors, and who has one alone."),
        Entry("PUT", APIPath.twoFactors, "Ask for two factors, at once or from a day on, or no longer. Administrators alone may."),
        Entry("GET", APIPath.accountMove, "When the account’s people move to the ID, and how many did. For Administrators."),
        Entry("PUT", APIPath.accountMove, "Ask that they move on another day."),
        Entry("GET", APIPath.directoryTokens, "The tokens of directories (SCIM), with their last use."),
        Entry("POST", APIPath.directoryTokens, "Make one. It is in this answer alone."),
        Entry("DELETE", APIPath.directoryToken, "Revoke one."),
        Entry("GET", APIPath.invitations, "Open invitations."),
        Entry("POST", APIPath.invitations, "Invite an address. The link is in the mail alone."),
        Entry("POST", APIPath.invitationBatches, "Invite up to 200 people at once, or see first what would become of each."),
        Entry("DELETE", APIPath.invitation, "Withdraw an invitation."),
        Entry("POST", APIPath.invitationResends, "Send it again with a new link and 7 more days."),
        Entry("GET", APIPath.projects, "The projects you see."),
        Entry("POST", APIPath.projects, "Open a project, at the top or below another, or see first who would see it."),
        Entry("PATCH", APIPath.project, "Rename a project, or put it below another; or see first who would see more and who less."),
        Entry("DELETE", APIPath.project, "Archive a project; its access keys end with it."),
        Entry("POST", APIPath.projectRestoration, "Bring an archived project back."),
        Entry("GET", APIPath.accessKeys, "Access keys of the projects you see, newest first."),
        Entry("POST", APIPath.accessKeys, "Make an access key. Its secret is in this answer and nowhere else."),
        Entry("GET", APIPath.accessKey, "One of them, and the networks it came from last."),
        Entry("POST", APIPath.accessKeySecrets, "Give it a new secret; the old one is accepted for some hours."),
        Entry("PATCH", APIPath.accessKey, "Decide that a key whose maker lost access goes on working."),
        Entry("DELETE", APIPath.accessKey, "Revoke an access key."),
        Entry("GET", APIPath.roleHolders, "Who can change what you may."),
        Entry("POST", APIPath.confirmations, "Ask whether an act of your product may be done: by an Administrator, with a fresh proof."),
        Entry("GET", APIPath.closing, "Whether the account ends here, and when."),
        Entry("POST", APIPath.closing, "End it in 14 days; its administrators are told by mail."),
        Entry("DELETE", APIPath.closing, "Keep it."),
        Entry("GET", APIPath.export, "All that the account has here, but for secrets and traffic."),
        Entry("GET", APIPath.reviews, "Whom to look at: idle people, administrators with one factor, people without a role."),
        Entry("POST", APIPath.reviews, "Leave some of them as they are; the finding stays away for 90 days."),
        Entry("GET", APIPath.policies, "How everybody signs in here, how long that is good for, from where, and who invites."),
        Entry("PUT", APIPath.policies, "Set it; whoever would shut themselves out is refused."),
        Entry("GET", APIPath.events, "What happened in the account, newest first; filtered by kind, by whom, about what and when."),
        Entry("GET", APIPath.memberEvents, "What happened to a member here, newest first."),
        Entry("POST", APIPath.accessRequests, "Ask them for an area, by mail, once a day."),
        Entry("GET", APIPath.accessRequests, "The requests that wait for an answer."),
        Entry("GET", APIPath.accessRequest, "One request, and what was answered."),
        Entry("POST", APIPath.approval, "Give whoever asked one more role, which opens what they asked for."),
        Entry("POST", APIPath.denial, "Leave everything as it is, and tell whoever asked by mail."),
    ]
    package static let clients: [Entry] = [
        Entry("GET", APIPath.clients, "The clients of this server."),
        Entry("POST", APIPath.clients, "Register one. Its secret is in this answer alone."),
        Entry("GET", APIPath.client, "One of them."),
        Entry("PATCH", APIPath.client, "Change what it was registered with."),
        Entry("DELETE", APIPath.client, "Remove it: its tokens and its secret stop working at the next request."),
        Entry("POST", APIPath.clientSecrets, "Give it a new secret; the old one is accepted for some hours."),
    ]
    package static let catalogs: [Entry] = [
        Entry("GET", APIPath.catalog, "The catalog that the product keeps."),
        Entry("PUT", APIPath.catalog, "Have another one count from the next request on, or see first whether it is taken."),
        Entry("DELETE", APIPath.catalog, "Have the product's file count again."),
        Entry("GET", APIPath.catalogVersions, "What counted before."),
    ]
    package static let move: [Entry] = [
        Entry("POST", APIPath.rolloutRoute, "Where does this login sign in: with the product as ever, or at the ID?"),
        Entry("GET", APIPath.rolloutChanges, "The product's old logins, and whatever changed of them since, sealed to the product's key."),
        Entry("POST", APIPath.rolloutEpisodes, "What became of tries to sign in at the product itself."),
    ]
    package static let billing: [Entry] = [
        Entry("POST", APIPath.billingEvents, "Record what a program with billing.write books. For the dashboard's own client."),
        Entry("POST", APIPath.projectNames, "What an account calls its projects, as an invoice names them. For our own products' clients."),
    ]
    package static let notices: [Entry] = [
        Entry("POST", APIPath.notices, "Have people told something, those of them who may learn it. For the product's own client.")
    ]
    package static let decisions: [Entry] = [
        Entry("POST", APIPath.evaluation, "May this person view or manage this area or project?"),
        Entry("POST", APIPath.evaluations, "Several such questions at once."),
        Entry("POST", APIPath.subjectSearch, "Who may do this?"),
        Entry("POST", APIPath.resourceSearch, "Which areas or projects may this person view or manage?"),
        Entry("POST", APIPath.actionSearch, "What may this person do with it?"),
        Entry("GET", APIPath.authZENConfiguration, "Where these are."),
    ]

    package var html: HTML {
        """
        <p class="lead">Everything here is JSON over HTTP. The exact description is \
        <a href="\(APIPath.description)">openapi.yaml</a> (OpenAPI 3.1).</p>
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
        <pre><code>POST \(issuer)\(APIPath.evaluation)
        Authorization: Bearer …
        Content-Type: application/json

        {"subject": {"type": "person", "id": "per_…"},
         "action": {"name": "view"},
         "resource": {"type": "area", "id": "billing",
                      "properties": {"account": "acc_…", "product": "dashboard"}}}</code></pre>
        <p>The answer is <code>{"decision": true, "context": {…}}</code>; the context says why, and which roles would permit it. A resource of
        type <code>project</code> is asked about by its id; with the property <code>area</code>, both must be permitted.</p>
        \(table("Addresses for decisions", Self.decisions))
        <h2>A product's move</h2>
        <p>A product asks with the id and the secret of its own client by HTTP Basic, before it asks for a password. The answer is
        <code>{"to": "classic"}</code> or <code>{"to": "id"}</code>, the same for a login that nobody has.</p>
        \(table("Addresses for a move", Self.move))
        <h2>Notices</h2>
        <p>A product has people told something with the id and the secret of its own client. The words are those of its catalog; who of the
        people may learn it is decided when it is sent, and again when the mail's link is opened.</p>
        \(table("Addresses for notices", Self.notices))
        <h2>Billing</h2>
        <p>What a program of the operator's books at the dashboard is recorded here first.</p>
        \(table("Addresses for billing", Self.billing))
        <h2>Clients</h2>
        <p>For the operator's programs. Their client has the scope <code>clients.manage</code>, which the command line alone gives, and the
        grant <code>client_credentials</code>. Members are those of RFC 7591, and some of our own.</p>
        \(table("Addresses for clients", Self.clients))
        <h2>Catalogs</h2>
        <p>For a product's own program: a client of the product with the scope <code>catalog.manage</code>, which the command line alone gives, and
        the grant <code>client_credentials</code>.</p>
        \(table("Addresses for catalogs", Self.catalogs))
        <p>Where everything else is: <a href="\(OpenIDPath.configuration)">openid-configuration</a>.</p>
        """
    }

    private func table(_ caption: String, _ entries: [Entry]) -> HTML {
        let rows = entries.map { entry -> [HTML] in
            ["<code>\(entry.method) \(entry.path)</code>", HTML(text: entry.summary)]
        }
        return Table(.english(caption), [.init(.english("Address")), .init(.english("What it does"))], rows: rows).html
    }
}
