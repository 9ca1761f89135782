internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL
internal import Transition

/// Whom a phase takes, as options. What is not given stays as it is.
struct TermOptions: ParsableArguments {
    @Option(help: "How many of those whom the other options meet, in a hundred, such as 2.5. Growing it moves nobody out.")
    var percent: String?
    @Option(help: "What is drawn: each person, or a whole account at once (person or account).") var unit: RolloutPhase.Unit?
    @Option(help: "Only accounts of so many people in the product, such as 1-50, 200- or any.") var accountSize: String?
    @Option(
        help: """
            Only people of that country, such as SE, by their language and region or else their mail domain; may be given more than once, or any.
            """) var country: [String] = []
    @Option(help: "Only logins made before that day, such as 2020-01-01, or any.") var createdBefore: String?
    @Option(help: "Only logins made on that day or later, or any.") var createdAfter: String?
    @Option(help: "Take in, whatever is drawn: a person, an account, or a domain (@example.com); may be given more than once.")
    var allow: [String] = []
    @Option(help: "Leave out, whatever is drawn: a person, an account, or a domain; may be given more than once.") var deny: [String] = []
    @Option(help: "Take from the lists what --allow or --deny put there; may be given more than once.") var unlist: [String] = []

    @Option(help: "Whether whom it takes in may put it off once, by seven days (yes or no).") var notNow: YesOrNo?

    @Option(help: "Whether people of a class that fails more often at the ID are rolled back at once (yes or no).")
    var rollBack: YesOrNo?

    enum YesOrNo: String, ExpressibleByArgument, CaseIterable { case yes, no }

    typealias Change = @Sendable (RolloutPhase.Terms) -> RolloutPhase.Terms

    /// What the options change, with everybody found whom they name. It is applied to the terms as they are in the transaction.
    func change(_ installation: Installation) async throws -> Change {
        let hundredths = try percent.map { text in
            guard let hundredths = RolloutPhase.hundredths(text.hasSuffix("%") ? text.dropLast() : text[...]) else {
                throw CommandError("\(RolloutError.wrongPercent)")
            }
            return hundredths
        }
        let sizes = try accountSize.map { try Self.sizes($0) }
        let countries = try Self.countries(country)
        let before = try createdBefore.map { try Self.day($0, option: "--created-before") }
        let after = try createdAfter.map { try Self.day($0, option: "--created-after") }
        var lists: [RolloutPhase.Listed: Bool?] = [:]
        for text in allow { lists.updateValue(true, forKey: try await installation.listed(text)) }
        for text in deny { lists.updateValue(false, forKey: try await installation.listed(text)) }
        for text in unlist { lists.updateValue(nil, forKey: try await installation.listed(text)) }
        return { [unit, lists, notNow, rollBack] terms in
            var terms = terms
            if let hundredths { terms.percent = hundredths }
            if let unit { terms.unit = unit }
            if let sizes { (terms.leastMembers, terms.mostMembers) = sizes }
            if let countries { terms.countries = countries }
            if let before { terms.createdBefore = before }
            if let after { terms.createdAfter = after }
            if let rollBack { terms.rollsBack = rollBack == .yes }
            if let notNow { terms.mayWait = notNow == .yes }
            for (listed, isAllowed) in lists { terms.listed[listed] = isAllowed }
            return terms
        }
    }

    /// nil where none is named; empty for any.
    private static func countries(_ texts: [String]) throws -> Set<String>? {
        guard !texts.isEmpty else { return nil }
        if texts == ["any"] { return [] }
        return Set(
            try texts.map { text in
                guard let code = RolloutPhase.country(text) else {
                    throw ValidationError("--country '\(text)': write the two letters of a country, such as SE, or any.")
                }
                return code
            })
    }

    private static func sizes(_ text: String) throws -> (Int?, Int?) {
        if text == "any" { return (nil, nil) }
        guard let match = text.wholeMatch(of: /([0-9]+)-([0-9]*)/), let least = Int(match.1) else {
            throw ValidationError("--account-size '\(text)': write a range such as 1-50 or 200-, or any.")
        }
        let most = Int(match.2)
        guard most.map({ $0 >= least }) ?? match.2.isEmpty else {
            throw ValidationError("--account-size '\(text)': the second number must not be smaller than the first.")
        }
        return (least, most)
    }

    private static func day(_ text: String, option: String) throws -> Timestamp? {
        if text == "any" { return nil }
        guard let day = Timestamp(rfc3339: text.count == 10 ? text + "T00:00:00Z" : text) else {
            throw ValidationError("\(option) '\(text)': write a day such as 2026-12-01, or any.")
        }
        return day
    }

    static func time(_ text: String, option: String) throws -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else {
            throw ValidationError("\(option) '\(text)': write a time with its zone, such as 2026-12-01T08:00:00Z.")
        }
        return time
    }
}

extension RolloutPhase.Unit: ExpressibleByArgument {}

extension Installation {
    /// Whom a list of a phase names. Throws `CommandError` for what names nobody.
    fileprivate func listed(_ text: String) async throws -> RolloutPhase.Listed {
        if text.hasPrefix("@") {
            guard let domain = DomainName.canonical(String(text.dropFirst())) else {
                throw CommandError("\(text) names no mail domain. Write it as @example.com.")
            }
            return .domain(domain)
        }
        if let account = try await database.read({ try $0.account(named: text) }) { return .account(account.id) }
        return .person(try await person(named: text).id)
    }
}
