import Access
import Core
import Foundation
import HTTPTypes
import IDSite
import JOSE
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("The OpenID endpoints over HTTP") struct EndpointTests {
    @Test("Signed in: straight back with code, state and issuer; the code becomes tokens that nobody may keep")
    func whole() async throws {
        try await ProviderSite.with { site in
            let back = await site.send(.get, site.authorizePath())
            #expect(back.status == 303)
            #expect(back.location?.hasPrefix(ProviderSite.callback + "?code=") == true)
            #expect(back.parameters["state"] == "st&te")
            #expect(back.parameters["iss"] == "http://localhost:8080")
            let answer = await site.token([
                ("grant_type", "authorization_code"), ("code", try #require(back.parameters["code"])),
                ("redirect_uri", ProviderSite.callback), ("code_verifier", ProviderSite.verifier),
            ])
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.contentType] == "application/json")
            let access = try answer.json.text("access_token")
            let info = await site.send(.get, OpenIDPath.userInfo, signedIn: false, headers: ["Authorization": "Bearer " + access])
            #expect(info.json["sub"]?.string == site.person.text)
            #expect(info.json["email"]?.string == "ada@example.com")
            let refreshed = await site.token([("grant_type", "refresh_token"), ("refresh_token", try answer.json.text("refresh_token"))])
            #expect(refreshed.status == 200)
        }
    }

    @Test("Signed out: to a sign-in that names the application, keeps the way back, and whose form may end there")
    func signedOut() async throws {
        try await ProviderSite.with { site in
            let answer = await site.send(.get, site.authorizePath(["login_hint": "ada@example.com"]), signedIn: false)
            #expect(answer.status == 303)
            let location = try #require(answer.location)
            #expect(location.hasPrefix("/sign-in?return_to=%2Foauth%2Fauthorize%3F"))
            let page = await site.send(.get, location, signedIn: false)
            #expect(page.status == 200 && page.text.contains("Sign in to App") && page.text.contains("value=\"ada@example.com\""))
            #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self' https://app.example;") == true)
        }
    }

    @Test("The sign-in's way back names nobody who is not registered, and lets no form lead there (threat 4)")
    func forgedReturn() async throws {
        try await ProviderSite.with { site in
            for path in [
                site.authorizePath(["redirect_uri": "https://evil.example/"]).text, site.authorizePath(["client_id": "cli_x"]).text,
                "//evil.example" + site.authorizePath().text, "https://evil.example/",
            ] {
                let page = await site.send(.get, SignInPath.address(returningTo: path), signedIn: false)
                #expect(!page.text.contains("Sign in to App"))
                #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self';") == true)
                #expect(!page.text.contains("action=\"https://evil") && page.location == nil)
            }
        }
    }

    @Test(
        "An unknown client or address gets a page with status 400 and never a redirect (threat 4)",
        arguments: [
            ["client_id": "cli_00000000000000000000000000"], ["client_id": nil], ["redirect_uri": nil],
            ["redirect_uri": "https://app.example/callback/"], ["redirect_uri": "https://evil.example/"],
            ["redirect_uri": "https://app.example%2f@evil.example/"], ["redirect_uri": "//evil.example"],
            ["redirect_uri": "https://evil.example/", "response_type": "token", "prompt": "none"],
        ] as [[String: String?]])
    func untrusted(changes: [String: String?]) async throws {
        try await ProviderSite.with { site in
            for signedIn in [true, false] {
                let answer = await site.send(.get, site.authorizePath(changes), signedIn: signedIn)
                #expect(answer.status == 400 && answer.location == nil)
                #expect(answer.text.contains("This sign-in cannot go on"))
            }
        }
    }

    @Test("A parameter given twice goes back to the client as an error; a redirect URI given twice goes nowhere")
    func duplicates() async throws {
        try await ProviderSite.with { site in
            #expect(await site.send(.get, site.authorizePath().text + "&scope=openid").parameters["error"] == "invalid_request")
            let twice = await site.send(.get, site.authorizePath().text + "&redirect_uri=https%3A%2F%2Fevil.example%2F")
            #expect(twice.status == 400 && twice.location == nil)
        }
    }

    @Test("prompt=none shows nothing: signed out it answers login_required at the client's address")
    func silent() async throws {
        try await ProviderSite.with { site in
            let answer = await site.send(.get, site.authorizePath(["prompt": "none"]), signedIn: false)
            #expect(answer.location?.hasPrefix(ProviderSite.callback + "?error=login_required") == true)
            #expect(answer.parameters["state"] == "st&te")
        }
    }

    @Test("An authorization request sent as a form is the same request")
    func posted() async throws {
        try await ProviderSite.with { site in
            let form = String(site.authorizePath().text.drop { $0 != "?" }.dropFirst())
            let answer = await site.send(.post, OpenIDPath.authorize, form: form, signedIn: false)
            #expect(answer.status == 303 && answer.location?.hasPrefix("/oauth/authorize?") == true)
            let back = await site.send(.get, try #require(answer.location))
            #expect(back.parameters["code"] != nil)
        }
    }

    @Test("A wrong client is 401 with a challenge where it used the header; what cannot be read is invalid_request")
    func tokenErrors() async throws {
        try await ProviderSite.with { site in
            let wrong = "Basic " + Data("\(site.client.id):wrong".utf8).base64EncodedString()
            let refused = await site.token([("grant_type", "client_credentials")], headers: ["Authorization": wrong])
            #expect(refused.status == 401 && refused.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
            #expect(refused.json["error"]?.string == "invalid_client")
            #expect(refused.headers[.cacheControl] == "no-store")
            let inForm = await site.token(
                [("grant_type", "refresh_token"), ("client_id", site.client.id.text), ("client_secret", "x")], headers: [:])
            #expect(inForm.status == 401)
            #expect(inForm.json["error"]?.string == "invalid_client")

            let fields = [("grant_type", "refresh_token"), ("refresh_token", "x")]
            #expect(await site.token(fields + [fields[0]]).json["error"]?.string == "invalid_request")
            #expect(await site.token(fields + [("client_secret", "x")]).json["error"]?.string == "invalid_request", "two ways at once")
            #expect(await site.token(fields).json["error"]?.string == "invalid_grant")
            for (type, body) in [
                ("application/json", #"{"grant_type":"refresh_token"}"#), ("text/plain", "grant_type=refresh_token"),
                ("application/x-www-form-urlencoded", "grant_type=%zz"), ("application/x-www-form-urlencoded", "grant_type=%ff"),
                ("application/x-www-form-urlencoded", "grant_type=refresh_token&refresh_token=%00"),
            ] {
                let answer = await site.send(
                    .post, OpenIDPath.token, form: body, signedIn: false, headers: ["Content-Type": type, "Authorization": site.basic])
                #expect(answer.status == 400)
                #expect(answer.json["error"]?.string == "invalid_request", "\(type) \(body)")
            }
            for path in [OpenIDPath.token, OpenIDPath.revocation, OpenIDPath.introspection] {
                let get = await site.send(.get, path.query([("grant_type", "client_credentials")]))
                #expect(get.status == 405 && get.headers[.allow] == "POST")
                #expect(get.json["error"]?.string == "invalid_request", "no page, even where one would be taken")
            }
            #expect(await site.send(.post, OpenIDPath.configuration).json["error"]?.string == "invalid_request")
        }
    }

    @Test("userinfo and its refusals speak RFC 6750")
    func userInfo() async throws {
        try await ProviderSite.with { site in
            let none = await site.send(.get, OpenIDPath.userInfo)
            #expect(
                none.status == 401 && none.headers[.wwwAuthenticate]?.hasPrefix("Bearer resource_metadata=") == true,
                "A session's cookie is no token")
            let tokens = try await site.tokens()
            for wrong in ["x", try tokens.text("id_token"), try tokens.text("refresh_token")] {
                let answer = await site.send(.get, OpenIDPath.userInfo, headers: ["Authorization": "Bearer " + wrong])
                #expect(answer.status == 401 && answer.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
            }
            let (program, secret) = try await site.add(.init(name: "Shop", grantTypes: [.clientCredentials], scopes: [Scope.evaluate]))
            let own = await site.token(
                [("grant_type", "client_credentials"), ("client_id", program.id.text), ("client_secret", secret)], headers: [:])
            let nobody = await site.send(
                .get, OpenIDPath.userInfo, headers: ["Authorization": "Bearer " + (try own.json.text("access_token"))])
            #expect(nobody.status == 403 && nobody.json["error"]?.string == "insufficient_scope")
            #expect(nobody.json["error_description"]?.string?.contains("names no person") == true)
            #expect(nobody.headers[.wwwAuthenticate]?.contains("error_description=") == true)
            let form = Parameters.encoded([("access_token", try tokens.text("access_token"))])
            #expect(await site.send(.post, OpenIDPath.userInfo, form: form, signedIn: false).status == 200)
            let bearer = ["Authorization": "Bearer " + (try tokens.text("access_token"))]
            #expect(await site.send(.post, OpenIDPath.userInfo, signedIn: false, headers: bearer).status == 200)
        }
    }

    @Test("Every endpoint that discovery names answers, and the keys hold nothing private")
    func discovery() async throws {
        try await ProviderSite.with { site in
            let answer = await site.send(.get, OpenIDPath.configuration, signedIn: false)
            let document = answer.json
            #expect(document["issuer"]?.string == "http://localhost:8080")
            #expect(await site.send(.get, OpenIDPath.metadata, signedIn: false).body == answer.body)
            for (name, value) in try #require(document.object) where name.hasSuffix("_endpoint") || name == "jwks_uri" {
                let path = String(try #require(value.string).dropFirst("http://localhost:8080".count))
                #expect(await site.send(.get, path).status != 404, "\(name)")
            }
            let keys = await site.send(.get, OpenIDPath.keys, signedIn: false).json["keys"]?.array ?? []
            #expect(keys.count == 4)
            for key in keys {
                #expect(Set(try #require(key.object).keys).isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "k", "oth"]))
            }
        }
    }

    @Test("Whoever is no member of the product reads so, on a page, with the ways on")
    func noMembership() async throws {
        try await ProviderSite.with { site in
            var registration = ClientRegistration.relyingParty("Dashboard", redirectURIs: [ProviderSite.callback])
            registration.firstParty = true
            registration.product = "dashboard"
            let (client, _) = try await site.add(registration)
            let answer = await site.send(.get, site.authorizePath(["client_id": client.id.text]))
            #expect(answer.status == 403 && answer.location == nil)
            #expect(answer.text.contains("No access to Customer Dashboard yet"))
            #expect(answer.text.contains("href=\"/join/dashboard\"") && answer.text.contains("Sign in as someone else"))
        }
    }

    @Test("A client of somebody else asks on a page of ours, whose answer needs the form's token")
    func consent() async throws {
        try await ProviderSite.with { site in
            let (client, _) = try await site.add(.relyingParty("<script>alert(1)</script>", redirectURIs: [ProviderSite.callback]))
            let path = site.authorizePath(["client_id": client.id.text])
            let page = await site.send(.get, path)
            #expect(page.status == 200)
            #expect(!page.text.contains("<script>alert") && page.text.contains("&lt;script&gt;alert(1)"))
            #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self';") == true)
            let form = try #require(page.text.firstMatch(of: /name="_token" value="([^"]*)"/)).1
            let cookie = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("lanyard_id_form=") })
            let cookies = ["lanyard_id_form": String(cookie.prefix { $0 != ";" }.dropFirst("lanyard_id_form=".count))]
            func answer(_ decision: String, token: String) async -> ProviderSite.Answer {
                await site.send(
                    .post, OpenIDPath.consent,
                    form: Parameters.encoded([
                        ("_token", token), ("decision", decision), ("request", String(path.text.drop { $0 != "?" }.dropFirst())),
                    ]), cookies: cookies)
            }
            #expect(await answer("allow", token: "x").status == 403, "threat 15: another site cannot agree for somebody")
            // No form redirects to somebody else's application: a page goes on by itself.
            #expect(await answer("deny", token: String(form)).goesOnTo?.contains("error=access_denied") == true)
            let allowed = await answer("allow", token: String(form))
            #expect(allowed.status == 200 && allowed.goesOnTo?.hasPrefix("/oauth/authorize?") == true)
            let done = await site.send(.get, try #require(allowed.goesOnTo))
            #expect(done.parameters["code"] != nil)
        }
    }

    @Test("The page names the account that the client is to know of, or to act in")
    func consentToAnAccount() async throws {
        try await ProviderSite.with { site in
            var registration = ClientRegistration.relyingParty("Calendar", redirectURIs: [ProviderSite.callback])
            registration.scopes.append(Scope.manage)
            let (client, _) = try await site.add(registration)
            let person = site.person
            let now = site.clock.now()
            let catalog = try ProviderSite.catalog()
            let account = try await site.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                return try work.openAccount(named: "North & wind", products: ["dashboard"], first: person).id
            }
            func page(_ scope: String) async -> String {
                await site.send(
                    .get, site.authorizePath(["client_id": client.id.text, "account": account.text, "scope": scope])
                ).text
            }
            let known = await page("openid")
            #expect(known.contains("know that you are in <strong>North &amp; wind</strong>, and your role there"))
            #expect(!known.contains("act for you"))
            let managed = await page("openid account.manage")
            #expect(managed.contains("act for you in <strong>North &amp; wind</strong>: see and change there whatever you may"))
        }
    }
}
