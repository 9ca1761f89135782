internal import Core
internal import Delivery
internal import Transition

extension Installation {
    /// The passwords that old products keep, asked for by their hooks.
    func oldPasswords() -> HookedPasswords {
        let http = CurlHTTPClient(reach: reachOfClients)
        return HookedPasswords(database, keyring: keyring, clock: clock) { url, headers, body, patience in
            let answer = try await http.send(
                OutgoingRequest("POST", url, headers: headers, body: body, timeout: patience, maximumAnswer: 65536))
            return (answer.status, answer.body)
        }
    }
}
