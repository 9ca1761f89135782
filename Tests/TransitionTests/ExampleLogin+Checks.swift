import Core
import Credentials
import Identity
import TestSupport
import Testing

extension ExampleLogin {
    var status: Person.Status {
        outcome.hasPrefix("refused") ? .suspended : outcome == "signs in" ? .active : .invited
    }

    func check(_ factors: [SecondFactor], _ keyring: Keyring) throws {
        switch factor {
        case "none": #expect(factors.isEmpty)
        case "sms":
            let number = try #require(PhoneNumber(phone))
            #expect(factors.map(\.method) == [.textMessage(TextMessage(to: number))])
        default:
            let only = try #require(factors.first)
            #expect(factors.count == 1)
            guard case .authenticatorApp(let app) = only.method else {
                Issue.record("\(email) has no authenticator app")
                return
            }
            let stored = try app.generator(of: only.id, keyring)
            let now = Timestamp(seconds: 1_717_416_000)
            let expected = try #require(generator)
            #expect(stored.code(at: now) == expected.code(at: now))
        }
    }
}
