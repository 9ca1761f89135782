import Core
import Crypto
import Foundation
import HTTPTypes
import IDSite
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("Answers that pages elsewhere may read, and forms that lead elsewhere")
struct SharingTests {
    private func header(_ response: WebResponse, _ name: String) -> String? { HTTPField.Name(name).flatMap { response.headers[$0] } }

    @Test("Discovery and keys are for everybody, the token endpoint for registered public clients, the authorization endpoint for nobody")
    func sharing() async throws {
        try await ProviderSite.with { site in
            var registration = ClientRegistration.relyingParty("Page", redirectURIs: ["https://page.example/app"])
            registration.kind = .public
            _ = try await site.add(registration)
            let own: HTTPFields = [.origin: "https://page.example"]
            let foreign: HTTPFields = [.origin: "https://evil.example"]
            let none: HTTPFields = [.origin: "null"]
            for path in ["/.well-known/openid-configuration", "/oauth/jwks"] {
                let answer = await site.website.answer(.init(.get, path, headers: foreign))
                #expect(header(answer, "Access-Control-Allow-Origin") == "*", "\(path) \(answer.status)")
            }
            for (headers, allowed) in [(own, "https://page.example"), (foreign, nil), (none, nil)] as [(HTTPFields, String?)] {
                let refused = await site.website.answer(.init(.post, OpenIDPath.token.text, headers: headers, bytes: Array("x=1".utf8)))
                #expect(header(refused, "Access-Control-Allow-Origin") == allowed)
                let info = await site.website.answer(.init(.get, OpenIDPath.userInfo.text, headers: headers))
                #expect(info.status == 401 && header(info, "Access-Control-Allow-Origin") == allowed)
                if allowed != nil { #expect(header(info, "Access-Control-Expose-Headers") == "WWW-Authenticate, DPoP-Nonce") }
                #expect(header(info, "Access-Control-Allow-Credentials") == nil)
                let page = await site.website.answer(.init(.get, OpenIDPath.authorize.text, headers: headers))
                #expect(header(page, "Access-Control-Allow-Origin") == nil)
            }
            var preflight = own
            preflight[.accessControlRequestMethod] = "POST"
            let answer = await site.website.answer(.init(.options, OpenIDPath.token.text, headers: preflight))
            #expect(answer.status == 204 && header(answer, "Access-Control-Allow-Headers")?.contains("Authorization") == true)
        }
    }

    @Test("An answer that is posted goes by a page whose one script is named by its hash, with a button for those without")
    func formPost() async throws {
        try await ProviderSite.with { site in
            let page = await site.send(.get, site.authorizePath(["response_mode": "form_post"]))
            #expect(
                page.status == 200 && page.text.contains("action=\"https://app.example/callback\"") && page.text.contains("name=\"code\""))
            let policy = try #require(page.headers[.contentSecurityPolicy])
            let script = try #require(page.text.firstMatch(of: #/<script>([^<]*)</script>/#)).1
            let hash = Data(SHA256.hash(data: Data(String(script).utf8))).base64EncodedString()
            #expect(policy.contains("script-src 'self' 'sha256-\(hash)'") && !policy.contains("form-action"))
            #expect(page.headers[.cacheControl] == "no-store" && page.text.contains("<button"))
        }
    }
}
