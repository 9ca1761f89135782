internal import Audit
package import Core
internal import Crypto
internal import Foundation
internal import Language
internal import SQL

/// A telephone during its setup: a code was sent to it, and it is stored only after that code has proved that its owner reads it. The setup
/// is sealed for its session; the page's form sends it back.
package struct NewTelephone: Sendable {
    package let number: PhoneNumber
    package let sealed: String
}

private struct TelephoneSetup: Codable {
    let factor: String
    let number: String
    /// The keyed digest of the code.
    let digest: [UInt8]
    let sentAt: Int64
}

extension SignInSteps {
    package enum Calling: Sendable {
        case sent(NewTelephone)
        case wait(Duration)
        /// The last code was sent less than `TextMessage.gap` ago.
        case soon(NewTelephone)
        /// The person has this number already.
        case taken
    }

    /// Sends a code to a number that the session's person wants to add. `earlier` is the setup of the code before this one, if there is one.
    package func newTelephone(
        _ number: PhoneNumber, after earlier: String? = nil, in session: Session, from origin: ClientOrigin
    ) async throws -> Calling {
        let now = clock.now()
        if let earlier, let setup = telephoneSetup(earlier, session), setup.number == number.text,
            now < Timestamp(milliseconds: setup.sentAt) + TextMessage.gap
        {
            return .soon(NewTelephone(number: number, sealed: earlier))
        }
        let message = TextMessage(to: number)
        let id = SecondFactorID(at: now)
        let code = TextMessage.newCode()
        let setup = TelephoneSetup(
            factor: id.text, number: number.text, digest: TextMessage.digest(code, of: id, keyring), sentAt: now.milliseconds)
        let sealed = try keyring.seal(Array(JSONEncoder().encode(setup)), purpose: Self.telephonePurpose(session.id))
        let keyring = keyring
        return try await database.write { tx in
            let isTaken = try tx.secondFactors(of: session.personID).contains { $0.method == .textMessage(message) }
            if isTaken { return .taken }
            let subjects = message.limits(of: session.personID, from: origin)
            if let wait = try tx.countTry(for: subjects, limits: defence.limits, at: now) { return .wait(wait) }
            try message.send(code, to: try tx.person(session.personID), in: tx, keyring, at: now)
            return .sent(NewTelephone(number: number, sealed: Base64URL.encode(sealed)))
        }
    }

    /// The same setup again, after a wrong code; nil if it belongs to another session.
    package func telephone(sealed: String, for session: Session) -> NewTelephone? {
        telephoneSetup(sealed, session).flatMap { PhoneNumber($0.number) }.map { NewTelephone(number: $0, sealed: sealed) }
    }

    package enum AddingTelephone: Sendable {
        case added(AddedFactor)
        case wrong
        case wait(Duration)
        /// The code's time is over, the number is there already, or the session has ended.
        case expired
    }

    /// Stores the telephone if the code is right, and notifies its owner by mail. The second factor counts as proved in this session.
    package func addTelephone(
        sealed: String, code: String, in session: Session, from origin: ClientOrigin
    ) async throws -> AddingTelephone {
        let now = clock.now()
        guard let setup = telephoneSetup(sealed, session), let number = PhoneNumber(setup.number), let id = SecondFactorID(setup.factor),
            now < Timestamp(milliseconds: setup.sentAt) + TextMessage.lifetime
        else { return .expired }
        let subjects: [TrySubject] = [.code(session.personID), .network(origin)]
        let wait = try await database.writeUnflushed { try $0.countTry(for: subjects, limits: defence.limits, at: now) }
        if let wait { return .wait(wait) }
        guard constantTimeEqual(TextMessage.digest(EnteredDigits.code(code), of: id, keyring), setup.digest) else { return .wrong }
        let factor = SecondFactor.telephone(number, of: session.personID, id: id, setBy: .person, at: now)
        let keyring = keyring
        return try await database.write { tx in
            let factors = try tx.secondFactors(of: session.personID)
            guard try tx.session(session.id, at: now) != nil, !factors.contains(where: { $0.method == factor.method }) else {
                return .expired
            }
            try tx.forgetTries(for: [.code(session.personID)])
            try tx.giveBackTry(for: .network(origin))
            return .added(
                try tx.addFactor(in: session, keyring, at: now) {
                    try change(tx, of: session.personID, "identity.sms-added", at: now) {
                        try tx.insert(factor, by: .person(session.personID), at: now)
                    } lead: {
                        Phrase("identity.sms-added-lead", ["ending": number.ending])
                    }
                })
        }
    }

    private static func telephonePurpose(_ session: SessionID) -> String { "new-telephone:" + session.text }

    private func telephoneSetup(_ sealed: String, _ session: Session) -> TelephoneSetup? {
        guard let bytes = Base64URL.decode(sealed), let plain = try? keyring.open(bytes, purpose: Self.telephonePurpose(session.id)) else {
            return nil
        }
        return try? JSONDecoder().decode(TelephoneSetup.self, from: Data(plain))
    }
}
