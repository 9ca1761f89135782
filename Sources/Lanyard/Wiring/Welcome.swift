internal import Core
internal import Foundation
internal import IDSite

/// The text that a server prints once it is running.
struct Welcome {
    let text: String

    init(_ installation: Installation, parts: [LanyardServer.Part], example: ExampleData?) {
        func address(_ part: LanyardServer.Part) -> String { installation.configuration.text(part.name + ".public_address") }
        var lines = ["", "Lanyard answers at:"]
        for part in parts { lines.append("  " + part.title.padding(toLength: 20, withPad: " ", startingAt: 0) + address(part)) }
        if let example {
            lines += ["", "Example sign-ins at the Customer Dashboard, one for each role (password: \(ExampleData.password)):"]
            for (role, email) in ExampleData.people { lines.append("  " + role.padding(toLength: 20, withPad: " ", startingAt: 0) + email) }
            lines += [
                "  The Administrator also has an authenticator app: secret \(example.administratorSecret),",
                "  and its current code stands at the mailbox page.",
                "", "Mail and SMS are not sent but can be read at \(address(.id))\(MailboxPath.list)",
            ]
        }
        lines += ["", "Stop with Ctrl-C."]
        text = lines.joined(separator: "\n")
    }
}
