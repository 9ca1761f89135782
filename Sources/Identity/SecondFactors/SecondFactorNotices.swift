internal import Core
internal import Outbox
internal import SQL

/// The mails that notify a person when their second factors change, sent in the transaction that changes them.
extension Transaction {
    func tellOfNewApp(_ person: PersonID, at now: Timestamp) throws {
        try tell(
            person, "An authenticator app was added",
            "An authenticator app was added to your sign-in just now. From your next sign-in on we ask for its code after your password.",
            at: now)
    }

    func tellOfRemoval(of factor: SecondFactor, at now: Timestamp) throws {
        let notice = factor.method.rules.removalNotice
        let next =
            try secondFactors(of: factor.personID).isEmpty
            ? "From your next sign-in on your password alone is asked for." : "Your other second factors stay."
        try tell(factor.personID, notice.title, notice.change + " " + next, at: now)
    }

    private func tell(_ person: PersonID, _ title: String, _ change: String, at now: Timestamp) throws {
        guard let owner = try self.person(person), let address = try mainAddress(of: owner.id)?.address else { return }
        try send(Letter.securityNotice(title, to: owner.name, change).message(to: address), at: now)
    }
}
