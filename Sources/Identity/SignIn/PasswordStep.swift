internal import Audit
package import Core
internal import Credentials
internal import SQL

/// A login that a password is checked against.
private struct Target: Sendable {
    let candidate: Candidate
    let hash: Secret<String>?
    var id: PersonID { candidate.person.id }
}

/// What the right password proved, before any of it is stored.
private struct ProvedPassword: Sendable {
    /// The login that is signed in.
    let login: Target
    /// Other active logins of the same address that the password matches.
    let also: [PersonID]
    /// Replaces the login's hash if that one is weaker than new hashes are.
    let stronger: Secret<String>?
    let attempt: Attempt
    var signIn: SignIn { attempt.signIn }
}

/// What to do after the try has been counted.
private enum Plan: Sendable {
    case expired
    case wait(Duration)
    case onlyReset
    case attempt(Attempt)
}

/// A counted try.
private struct Attempt: Sendable {
    let signIn: SignIn
    /// The logins that the asking product means, in the order in which they are signed in, if the password fits several.
    let meant: [Target]
    /// The other logins of the address, in the same order: for whoever types the password of another one, and to prove both at once.
    let siblings: [Target]
    /// Whose siblings' tries are not counted, because they signed in fully in this browser before.
    let known: Set<PersonID>
    /// What the try was counted for.
    let subjects: [TrySubject]
}

extension SignInSteps {
    /// Step 2: the password. Throws `HashingPool.Overloaded`.
    package func password(_ password: Secret<String>, token: Secret<String>, from browser: Browser) async throws -> Outcome {
        guard PasswordPolicy.mayBePassword(password) else { return .tooLong }
        let start = clock.now()
        await watch?.note(.begun, of: token, from: browser, at: start)
        let (outcome, product) = try await tried(password, token: token, from: browser, at: start)
        await tellWatch(outcome, wrong: .wrongPassword, token: token, from: browser, at: start)
        Self.count(outcome, of: "pwd", for: product)
        switch outcome {
        case .wrong:
            let check = await defence.slowest.duration(bytes: password.exposed.utf8.count, database, hashing)
            try await defence.floor.wait(since: start, atLeast: max(check, oldPasswords?.longestAnswer() ?? .zero))
        // A try that was not checked waits for nothing: the answer is the same for everybody.
        case .wait, .onlyReset, .tooLong, .oldProductSilent, .signedIn, .secondFactor, .suspended, .expired: break
        }
        return outcome
    }

    /// Tells the watch of a try that was judged.
    func tellWatch(
        _ outcome: Outcome, wrong: WatchedResult, token: Secret<String>, from browser: Browser, at now: Timestamp
    ) async {
        guard let watch else { return }
        switch outcome {
        case .signedIn: await watch.note(.succeeded, of: token, from: browser, at: now)
        case .wrong: await watch.note(wrong, of: token, from: browser, at: now)
        case .wait, .onlyReset: await watch.note(.locked, of: token, from: browser, at: now)
        case .secondFactor, .tooLong, .oldProductSilent, .suspended, .expired: break
        }
    }

    /// What became of the try, and the product that asked for the sign-in, if the try was let in.
    private func tried(
        _ password: Secret<String>, token: Secret<String>, from browser: Browser, at now: Timestamp
    ) async throws -> (Outcome, product: String?) {
        let plan: Plan
        do { plan = try await database.writeUnflushed { try self.plan($0, token: token, from: browser, at: now) } } catch SQLError.conflict
        {
            // There are so many tries at once that this one could not be counted, so it is not checked either.
            return (.wait(.seconds(1)), nil)
        }
        switch plan {
        case .expired: return (.expired, nil)
        case .wait(let duration): return (.wait(duration), nil)
        case .onlyReset: return (.onlyReset, nil)
        case .attempt(let attempt):
            return (try await checked(password, attempt, token: token, from: browser, at: now), attempt.signIn.product)
        }
    }

    private func checked(
        _ password: Secret<String>, _ attempt: Attempt, token: Secret<String>, from browser: Browser, at now: Timestamp
    ) async throws -> Outcome {
        let meant = attempt.meant
        var fitting: [Target]
        do { fitting = try await hashing.matches(password, among: meant.map(\.hash)).map { meant[$0] } } catch let overloaded
            as HashingPool.Overloaded where meant.count <= 1
        {
            // Nothing was checked, so a person who has to come back later has used no try.
            try await database.writeUnflushed { tx in for subject in attempt.subjects { try tx.giveBackTry(for: subject) } }
            throw overloaded
        }
        // An active login is preferred to a suspended one, and what the product means to what it does not.
        var fit = fitting.first { $0.candidate.person.status == .active } ?? fitting.first
        // A login that is not meant has tries of its own, so that guesses at one lock out no other.
        for sibling in attempt.siblings where try await mayTry(sibling, attempt, at: now) {
            if try await !hashing.matches(password, among: [sibling.hash], decoy: false).isEmpty { fitting.append(sibling) }
        }
        fit = fit ?? fitting.first { $0.candidate.person.status == .active } ?? fitting.first
        if fit == nil {
            switch try await askedOldProducts(password, attempt, at: now) {
            case .right(let target): fit = target
            case .wrong: break
            case .noAnswer:
                try await database.writeUnflushed { tx in for subject in attempt.subjects { try tx.giveBackTry(for: subject) } }
                return .oldProductSilent
            }
        }
        guard let fit else { return .wrong }
        fitting.removeAll { $0.id == fit.id }
        let proved = ProvedPassword(
            login: fit, also: fitting.filter { $0.candidate.person.status == .active }.map(\.id),
            stronger: try await hashing.replacement(forStored: fit.hash, verified: password), attempt: attempt)
        return try await database.write { try self.accept(proved, $0, token: token, from: browser, at: now) }
    }

    private enum OldVerdict {
        case right(Target)
        case wrong
        case noAnswer
    }

    /// Asks the old products of those logins that have no password here, after the try was counted. A right one is kept as ours from then on.
    private func askedOldProducts(_ password: Secret<String>, _ attempt: Attempt, at now: Timestamp) async throws -> OldVerdict {
        guard let oldPasswords else { return .wrong }
        for target in attempt.meant where target.hash == nil {
            for product in target.candidate.products {
                switch await oldPasswords.verdict(on: password, of: attempt.signIn.address, at: product) {
                case .right:
                    let hash = Secret(try await hashing.hash(password).text)
                    guard try await database.write({ try $0.keepOldPassword(hash, of: target.id, at: now) }) else { return .wrong }
                    return .right(Target(candidate: target.candidate, hash: hash))
                case .noAnswer: return .noAnswer
                case .wrong, .notKept: break
                }
            }
        }
        // Whoever has a password here was judged by it. Nobody else learns from a silent product whether they have a login there.
        if attempt.meant.contains(where: { $0.hash != nil }) { return .wrong }
        return await oldPasswords.isSilent(attempt.signIn.product) ? .noAnswer : .wrong
    }

    private func plan(_ tx: Transaction, token: Secret<String>, from browser: Browser, at now: Timestamp) throws -> Plan {
        guard let signIn = try tx.signIn(token: token.exposed, keyring, at: now), signIn.stage == .password else { return .expired }
        let all = try targets(tx, signIn)
        let meant = all.map(\.candidate).meant(by: signIn.product).map(\.person.id)
        var tried = all.filter { meant.contains($0.id) }
        // A login with no tries left is skipped if there is another one, so that it does not lock out other logins with the same address.
        let open = try tried.filter { try tx.mayTry(.person($0.id), limits: defence.limits, at: now) }
        let subjects: [TrySubject]
        var knownPeople: Set<PersonID> = []
        if let known = try knownBrowser(browser, tx, at: now), all.contains(where: { known.people.contains($0.id) }) {
            // What strangers used up counts for nothing here.
            knownPeople = known.people
            tried = tried.filter { target in known.people.contains(target.id) || open.contains { $0.id == target.id } }
            subjects = [known.subject] + tried.filter { !known.people.contains($0.id) }.map { .person($0.id) }
        } else {
            if !open.isEmpty { tried = open }
            let canonical = counted(signIn, all)
            // Whoever has no address could not set a new password: against guesses at them, the limits that end must do.
            let mayReset = try all.isEmpty || all.contains { try $0.candidate.addressID != nil || !tx.addresses(of: $0.id).isEmpty }
            guard try !mayReset || tx.mayTry(.strangers(canonical), limits: defence.limits, at: now) else { return .onlyReset }
            subjects =
                [.strangers(canonical), .address(canonical), .network(browser.origin), .pair(canonical, browser.origin)]
                + tried.map { .person($0.id) }
        }
        if let wait = try tx.countTry(for: subjects, limits: defence.limits, at: now) {
            for target in tried { try tellOfLock(tx, target.candidate, from: browser.origin, at: now) }
            return .wait(wait)
        }
        let siblings = all.filter { !meant.contains($0.id) && $0.hash != nil }
        return .attempt(Attempt(signIn: signIn, meant: tried, siblings: siblings, known: knownPeople, subjects: subjects))
    }

    /// The people who signed in fully in this browser; nil if there are none, or if the browser has used up its own tries: its holder then
    /// counts as a stranger.
    private func knownBrowser(
        _ browser: Browser, _ tx: Transaction, at now: Timestamp
    ) throws -> (people: Set<PersonID>, subject: TrySubject)? {
        guard let token = browser.knownToken else { return nil }
        let people = try tx.peopleKnown(to: token, at: now)
        let subject = TrySubject.browser(TokenHash(token.exposed, purpose: .knownBrowser))
        guard !people.isEmpty, try tx.mayTry(subject, limits: defence.limits, at: now) else { return nil }
        return (people, subject)
    }

    /// The logins of the address that was entered, with the hashes of their passwords: first those of the asking product, then one that was
    /// made here, then others.
    private func targets(_ tx: Transaction, _ signIn: SignIn) throws -> [Target] {
        try tx.candidates(typed: signIn.address).ordered(for: signIn.product).map { candidate in
            Target(candidate: candidate, hash: try tx.password(of: candidate.person.id)?.hash)
        }
    }

    /// By what tries at this login are counted: where a user name matched, by its form, in which all its spellings are one.
    private func counted(_ signIn: SignIn, _ targets: [Target]) -> String {
        guard targets.contains(where: { $0.candidate.addressID == nil }) else { return signIn.canonicalAddress }
        return LoginName(signIn.address)?.canonical ?? signIn.canonicalAddress
    }

    private func mayTry(_ sibling: Target, _ attempt: Attempt, at now: Timestamp) async throws -> Bool {
        if attempt.known.contains(sibling.id) { return true }
        return try await database.writeUnflushed { try $0.countTry(for: [.sibling(sibling.id)], limits: defence.limits, at: now) == nil }
    }

    private func accept(
        _ proved: ProvedPassword, _ tx: Transaction, token: Secret<String>, from browser: Browser, at now: Timestamp
    ) throws -> Outcome {
        let id = proved.login.id
        // The checked hash must still be the stored one: the password may have been changed while the hash was computed.
        guard let login = try targets(tx, proved.signIn).first(where: { $0.id == id }), let hash = login.hash,
            hash.exposed == proved.login.hash?.exposed
        else { return .wrong }
        // What this try was counted for begins anew, but for the other logins. The network's other tries stay counted.
        let network = TrySubject.network(browser.origin)
        let others = proved.attempt.meant.filter { $0.id != id }.map { TrySubject.person($0.id) }
        try tx.forgetTries(for: proved.attempt.subjects.filter { $0 != network && !others.contains($0) })
        if !proved.attempt.meant.contains(where: { $0.id == id }) { try tx.forgetTries(for: [.sibling(id)]) }
        if proved.attempt.subjects.contains(network) { try tx.giveBackTry(for: network) }
        if login.candidate.person.status == .suspended { return .suspended(proved.signIn) }
        if let stronger = proved.stronger { try tx.strengthenPassword(of: id, from: hash, to: stronger, at: now) }
        let asked = try tx.secondFactors(of: id).preferred
        let hasFactor = try asked != nil || !tx.securityKeys(of: id).isEmpty
        // Where two factors are asked for, a trusted browser does not stand for the second.
        let mayBeTrusted = hasFactor && proved.signIn.party?.needsTwoFactors != true
        let isDone = try !hasFactor || mayBeTrusted && tx.useTrust(browser.trustedToken, of: id, at: now)
        guard
            try tx.passwordProved(
                token.exposed, by: id, alsoProved: proved.also, next: isDone ? .done : .secondFactor, factor: asked?.id)
        else { return .expired }
        guard !isDone else {
            let started = try start(tx, ProvedIdentity(id, alsoProved: proved.also, for: proved.signIn.product), from: browser, at: now)
            return .signedIn(started, returnTo: proved.signIn.returnTo)
        }
        // Whether a code is sent or not, the answer is the same: the page offers to send one again.
        if let asked { _ = try sendUnlessLive(tx, to: asked, from: browser.origin, at: now) }
        return .secondFactor
    }
}
