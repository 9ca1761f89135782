import Core
import JOSE
import OpenID
import SQL
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    /// An account that needs two proved factors: no grant makes a token for it after one.
    @Suite("Accounts that need two factors") struct TwoFactorAccountTests {
        private func oneFactor(_ fixture: Fixture) -> CurrentSession {
            var session = fixture.signedIn
            session.context = .oneFactor
            session.methods = ["pwd"]
            return session
        }

        private func require(_ fixture: Fixture) { fixture.directory.state.withLock { _ = $0.needTwoFactors.insert(fixture.account) } }

        @Test("The authorization endpoint steps up first, and refuses whoever has no second factor; other accounts stay open")
        func authorization() async throws {
            try await Fixture.with { fixture in
                require(fixture)
                let asked: [String: String?] = ["account": fixture.account.text]
                guard case .signIn(_, true, _) = try await fixture.authorize(asked, as: oneFactor(fixture)) else {
                    Issue.record("no step up")
                    return
                }
                #expect(try fixture.answer(await fixture.authorize(asked))["code"] != nil, "two factors are there")
                #expect(try fixture.answer(await fixture.authorize([:], as: oneFactor(fixture)))["code"] != nil, "no account is asked for")
                let silent = try await fixture.authorize(asked.merging(["prompt": "none"]) { $1 }, as: oneFactor(fixture))
                #expect(try fixture.answer(silent)["error"] == "login_required")
                fixture.directory.state.withLock { _ = $0.withoutSecondFactor.insert(fixture.signedIn.person) }
                let without = try await fixture.authorize(asked, as: oneFactor(fixture))
                #expect(try fixture.answer(without)["error"] == "unmet_authentication_requirements")
            }
        }

        @Test(
            "A token for the account cannot exist after one factor, by any grant; what was given before is dead at once",
            arguments: Client.GrantType.allCases)
        func noToken(by grant: Client.GrantType) async throws {
            try await Fixture.with(.sqlite) { fixture in
                let asked: [String: String?] = ["account": fixture.account.text, "scope": "openid offline_access"]
                // Made while the account asked for nothing.
                let code = try #require(try fixture.answer(await fixture.authorize(asked, as: oneFactor(fixture)))["code"])
                let other = try #require(try fixture.answer(await fixture.authorize(asked, as: oneFactor(fixture)))["code"])
                let tokens = try await fixture.exchange(other)
                let access = try tokens.text("access_token")
                #expect(try await fixture.accepts(access))
                require(fixture)
                switch grant {
                case .authorizationCode:
                    #expect(try await refusal { try await fixture.exchange(code) } == .invalidGrant)
                case .refreshToken:
                    let refresh = try tokens.text("refresh_token")
                    #expect(try await refusal { try await fixture.refresh(refresh) } == .invalidGrant)
                case .deviceCode:
                    let device = try await Device(fixture)
                    let waiting = try await device.begin()
                    // Let in while it asked for nothing, as the code above was.
                    fixture.directory.state.withLock { $0.needTwoFactors = [] }
                    _ = try await device.decide(waiting, true, as: oneFactor(fixture), account: fixture.account)
                    require(fixture)
                    #expect(try await refusal { try await device.poll(waiting) } == .invalidGrant)
                case .tokenExchange:
                    let exchange = try await Exchange(fixture)
                    #expect(try await refusal { try await exchange.token(access) } == .invalidRequest)
                case .assertion:
                    let product = try await AssertingProduct(fixture)
                    #expect(try await refusal { try await product.token(account: fixture.account.text, amr: ["pwd"]) } == .invalidGrant)
                    #expect(try await product.token(account: fixture.account.text).claims("access_token")["roles"] != nil)
                case .clientCredentials:
                    // A client's own token is nobody's sign-in, and no member's right.
                    let registration = ClientRegistration(name: "Job", grantTypes: [.clientCredentials], scopes: [Scope.evaluate])
                    let (client, secret) = try await fixture.add(registration)
                    let own = try await fixture.token(
                        ["grant_type": "client_credentials", "scope": Scope.evaluate], client: client, secret: secret)
                    #expect(try own.claims("access_token")["roles"] == nil && own.claims("access_token")["account"] == nil)
                    #expect(try own.claims("access_token").text("sub") == client.id.text)
                }
                #expect(try await !fixture.accepts(access))
                #expect(try await userInfoIsRefused(fixture, access))
                let seen = try await fixture.provider.introspect(token: access, by: fixture.client, at: fixture.now)
                #expect(String(decoding: seen, as: UTF8.self) == #"{"active":false}"#)
            }
        }

        private func userInfoIsRefused(_ fixture: Fixture, _ access: String) async throws -> Bool {
            do {
                _ = try await fixture.provider.userInfo(authorization: "Bearer " + access, at: fixture.now)
                return false
            } catch is BearerRefusal { return true }
        }
    }
}
