import Audit
import Core
import Crypto
import JOSE
import OpenID
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    /// Threat 4.
    @Suite("Redirect addresses") struct RedirectThreatTests {
        @Test(
            "An address that is not registered byte for byte gets a page, never a redirect",
            arguments: [
                "https://app.example/callback/", "https://app.example/callback?x=1", "https://app.example/callback#x",
                "https://app.example/Callback", "https://APP.example/callback", "https://app.example:443/callback",
                "https://appxexample/callback", "https://app.example.evil.example/callback", "https://app.example@evil.example/callback",
                "https://evil.example/https://app.example/callback", "https://app.example/callback/../callback",
                "https://app.example/%63allback", "https://app.example%2fcallback", "https://app.example//callback",
                "//app.example/callback",
                "http://app.example/callback", "https://app.example/callback\n", " https://app.example/callback",
                "https://app.example/other?x=1&y=2", "https://app.example/other", "javascript:alert(1)",
            ])
        func exact(address: String) async throws {
            try await Fixture.with { fixture in
                guard case .failure(.page(.redirectURI("App"))) = try await fixture.check(["redirect_uri": address]) else {
                    Issue.record("\(address) was not refused with a page")
                    return
                }
            }
        }

        @Test("A redirect URI given twice is not trusted, whichever comes first")
        func twice() async throws {
            try await Fixture.with { fixture in
                let result = try await fixture.check(extra: [("redirect_uri", "https://evil.example/")])
                guard case .failure(.page) = result else {
                    Issue.record("accepted: \(result)")
                    return
                }
            }
        }

        @Test("Beside a request object, too, an address that is not registered gets a page")
        func requestObject() async throws {
            try await Fixture.with { fixture in
                let changes: [String: String?] = ["request": "e30.e30.", "redirect_uri": Fixture.callback + "/other"]
                guard case .failure(.page(.redirectURI("App"))) = try await fixture.check(changes) else {
                    Issue.record("not refused with a page")
                    return
                }
            }
        }

        @Test("Each registered address is accepted, and the answer keeps its query")
        func registered() async throws {
            try await Fixture.with { fixture in
                let outcome = try await fixture.authorize(["redirect_uri": "https://app.example/other?x=1"])
                guard case .redirect(let address) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(address.hasPrefix("https://app.example/other?x=1&code="))
            }
        }

        @Test("A native client's loopback address may have any port, and nothing else of it may differ")
        func loopback() {
            let registered = ["http://127.0.0.1/cb", "http://[::1]:7000/cb"]
            for given in ["http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", "http://[::1]:1/cb", "http://[::1]/cb"] {
                #expect(RedirectURI.matches(given, registered: registered, publicClient: true), "\(given)")
            }
            for given in [
                "http://127.0.0.1:49152/cb/", "http://127.0.0.1:49152/cb?x", "http://127.0.0.1:0/cb", "http://127.0.0.1:65536/cb",
                "http://127.0.0.1:x/cb", "http://127.0.0.1:/cb", "http://127.0.0.1.evil.example/cb", "http://127.0.0.1@evil.example/cb",
                "http://127.0.0.1:80@evil.example/cb", "http://localhost:49152/cb", "https://127.0.0.1:49152/cb", "http://127.0.0.2/cb",
            ] {
                #expect(!RedirectURI.matches(given, registered: registered, publicClient: true), "\(given)")
            }
            #expect(!RedirectURI.matches("http://127.0.0.1:1/cb", registered: registered, publicClient: false), "For native clients only")
        }

        @Test("An unknown client gets a page", arguments: ["", "cli_00000000000000000000000000", "nonsense"])
        func unknownClient(id: String) async throws {
            try await Fixture.with { fixture in
                guard case .failure(.page(.unknownClient)) = try await fixture.check(["client_id": id]) else {
                    Issue.record("accepted")
                    return
                }
            }
        }

        @Test(
            "An address with a fragment, a star, a name before the host, or plain http elsewhere cannot be registered",
            arguments: [
                "https://app.example/#x", "https://*.example/", "https://me@app.example/", "http://app.example/", "https://",
                "app.example/cb",
                "https://app.example/a b", "ftp://app.example/", "javascript:alert(1)", "https://app.example/é",
            ])
        func registration(uri: String) {
            #expect(RedirectURI.mistake(in: uri, publicClient: false) != nil)
        }
    }
}
