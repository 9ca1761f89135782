import Core
import HTTPTypes
import JOSE
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// The page on which a person lets a device in.
@Suite("The page for devices", .onEveryDatabase)
struct DevicePageTests {
    private func begin(_ site: ProviderSite, _ client: Client) async throws -> (device: String, user: String) {
        let answer = await site.send(
            .post, OpenIDPath.deviceAuthorization, form: "client_id=\(client.id.text)", signedIn: false,
            headers: ["User-Agent": "television/2 <b>"])
        #expect(answer.status == 200, "\(answer.text)")
        return (try answer.json.text("device_code"), try answer.json.text("user_code"))
    }

    private func client(_ site: ProviderSite) async throws -> Client {
        var registration = ClientRegistration(name: "Television", grantTypes: [.deviceCode], scopes: [Scope.openid, Scope.email])
        registration.kind = .public
        return try await site.add(registration).0
    }

    private func poll(_ site: ProviderSite, _ client: Client, _ device: String) async -> ProviderSite.Answer {
        await site.token(
            [("grant_type", Client.GrantType.deviceCode.rawValue), ("device_code", device), ("client_id", client.id.text)], headers: [:])
    }

    @Test("A code in a link is compared first, and the page says who asks, from where and for what")
    func shown() async throws {
        try await ProviderSite.with { site in
            let client = try await client(site)
            let (device, user) = try await begin(site, client)
            let linked = await site.send(.get, OpenIDPath.device.query([("user_code", user)]), signedIn: false)
            #expect(linked.status == 200 && linked.text.contains("Does your device show this code?") && linked.text.contains(user))
            #expect(!linked.text.contains("name=\"user_code\" type=\"text\""), "never filled in")
            let empty = await site.send(.get, OpenIDPath.device, signedIn: false)
            #expect(empty.text.contains("Type the code"))
            let out = await site.send(.get, OpenIDPath.deviceApproval.query([("user_code", user)]), signedIn: false)
            #expect(out.location?.hasPrefix("/sign-in") == true, "\(out.status) \(out.location ?? "")")
            let asked = await site.send(.get, OpenIDPath.deviceApproval.query([("user_code", user)]))
            #expect(asked.text.contains("Let Television in?") && asked.text.contains("television/2 &lt;b&gt;"), "\(asked.text)")
            #expect(await poll(site, client, device).json["error"]?.string == "authorization_pending")
            let wrong = await site.send(.get, OpenIDPath.deviceApproval.query([("user_code", "BCDF-BCDF")]))
            #expect(wrong.location == OpenIDPath.device.text)
        }
    }

    @Test("Allowed by the form, the device gets its tokens; without the form's token nothing happens")
    func decided() async throws {
        try await ProviderSite.with { site in
            let client = try await client(site)
            let (device, user) = try await begin(site, client)
            let page = OpenIDPath.deviceApproval.query([("user_code", user)])
            let request = "client_id=\(client.id.text)&scope=openid+email&user_code=\(user)"
            let forged = await site.send(
                .post, OpenIDPath.deviceApproval,
                form: Parameters.encoded([(name: "request", value: request), (name: "decision", value: "allow")]))
            #expect(forged.status == 403, "\(forged.status)")
            #expect(await poll(site, client, device).json["error"]?.string == "authorization_pending")
            site.clock.advance(by: .seconds(6))
            let done = try await site.submit(OpenIDPath.deviceApproval, on: page, [("request", request), ("decision", "allow")])
            #expect(done.text.contains("Your device is connected"), "\(done.status) \(done.text)")
            let tokens = await poll(site, client, device)
            #expect(tokens.status == 200 && tokens.json["id_token"] != nil, "\(tokens.text)")
        }
    }

    @Test("Codes are guessed a few times an hour alone")
    func guessed() async throws {
        try await ProviderSite.with { site in
            var statuses: [Int] = []
            for _ in 0..<22 {
                statuses.append(try await site.submit(OpenIDPath.device, on: OpenIDPath.device, [("user_code", "BCDF-GHJK")]).status)
            }
            #expect(statuses.prefix(20).allSatisfy { $0 == 422 } && statuses.last == 429, "\(statuses)")
            let client = try await client(site)
            let (_, user) = try await begin(site, client)
            let linked = await site.send(.get, OpenIDPath.deviceApproval.query([("user_code", user)]), signedIn: false)
            #expect(linked.status == 429, "the page of approval tells no more")
        }
    }

    @Test("Codes in the address of the approval are guessed no more often, and right ones count for nothing")
    func guessedInAddress() async throws {
        try await ProviderSite.with { site in
            let client = try await client(site)
            let (_, user) = try await begin(site, client)
            for _ in 0..<25 {
                let opened = await site.send(.get, OpenIDPath.deviceApproval.query([("user_code", user)]))
                #expect(opened.status == 200 && opened.text.contains("shows the code \(user)"))
            }
            var statuses: [Int] = []
            for _ in 0..<22 {
                statuses.append(
                    await site.send(.get, OpenIDPath.deviceApproval.query([("user_code", "BCDF-GHJK")]), signedIn: false).status)
            }
            #expect(statuses.prefix(20).allSatisfy { $0 == 303 } && statuses.last == 429, "\(statuses)")
        }
    }
}
