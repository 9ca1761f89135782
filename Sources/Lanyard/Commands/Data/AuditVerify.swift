internal import ArgumentParser
internal import Audit
internal import Core
internal import Foundation
internal import SQL

extension AuditCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whether any event was changed, removed or put elsewhere since it was sealed; exit status 1 if one was.")
        @OptionGroup var printing: Printing
        @Option(name: .customLong("head"), help: "A signature that was kept from the log or a mail; may be given several times.")
        var heads: [String] = []

        struct Printed: Encodable {
            let ok: Bool
            let chains: Int
            let events: Int
            let erasedValues: Int
            let unsealed: Int
            let unsigned: Int64
            let unsealedEvents: [String]
            let cut: Int64
            let head: Int64?
            let headAt: String?
            let faults: [Fault]
        }

        struct Fault: Encodable {
            let kind: String
            let account: String?
            let number: Int64?
            let event: String?
            let head: Int64?
            let sentence: String
        }

        func run() async throws {
            let kept = heads.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            var isWhole = false
            try await printing.answer { installation in
                let key = try AuditKey(installation.keyring)
                for head in kept where (try? key.payload(of: head)) == nil {
                    throw CommandError(
                        "This server did not give the signature \(head.prefix(40))…. Take the whole line from the log or the mail.")
                }
                let report = try await installation.database.readLong { try ChainCheck.report($0, signer: key, kept: kept) }
                isWhole = report.isWhole
                let faults = report.faults.map(Fault.init)
                let printed = Printed(
                    ok: report.isWhole, chains: report.chains, events: report.events, erasedValues: report.erased,
                    unsealed: report.unsealed, unsigned: report.unsigned,
                    unsealedEvents: report.firstUnsealed, cut: report.cut, head: report.head?.number, headAt: report.head?.at.rfc3339,
                    faults: faults)
                return Answer(printed, Self.words(report, faults))
            }
            if !isWhole { throw ExitCode.failure }
        }

        private static func words(_ report: ChainReport, _ faults: [Fault]) -> String {
            var lines = faults.map(\.sentence)
            lines.append("\(report.events) events in \(report.chains) chains were compared.")
            if report.erased > 0 { lines.append("\(report.erased) personal values were erased since, and are no fault.") }
            if report.unsealed > 0 {
                let names = report.firstUnsealed.prefix(10).joined(separator: ", ")
                lines.append("\(report.unsealed) events are not sealed yet, and nothing can be said of them: \(names).")
            }
            if report.unsigned > 0 {
                lines.append(
                    "\(report.unsigned) of the events are sealed and not signed yet: only the next signature shows whether the newest are all there."
                )
            }
            if report.cut > 0 { lines.append("Events up to signature \(report.cut) were deleted by age.") }
            if let head = report.head {
                lines.append("The newest signature is number \(head.number), of \(head.at.rfc3339). Compare it with the one you kept.")
            } else {
                lines.append("Nothing was signed yet: a server signs once a day.")
            }
            lines.append(faults.isEmpty ? "The log is what was sealed." : "The log is NOT what was sealed.")
            return lines.joined(separator: "\n")
        }
    }

    struct Heads: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The daily signatures over the log, newest first, and the key that checks them.")
        @OptionGroup var printing: Printing
        @Option(help: "How many at most.") var limit = 10

        struct Printed: Encodable {
            let number: Int64
            let at: String
            let signed: String
            let key: String
        }

        func run() async throws {
            let limit = limit
            try await printing.answer { installation in
                let key = try AuditKey(installation.keyring).publicJWK
                let heads = try await installation.database.read { try $0.heads(atMost: limit) }
                    .map { Printed(number: $0.number, at: $0.at.rfc3339, signed: $0.signed, key: key) }
                return Answer(heads, none: "Nothing was signed yet: a server signs once a day.", ["number", "time", "signed"]) {
                    [String($0.number), $0.at, $0.signed]
                }
            }
        }
    }
}

extension AuditCommand.Verify.Fault {
    init(_ fault: ChainFault) {
        kind = fault.kind.rawValue
        account = fault.account?.text
        number = fault.number
        event = fault.event?.text
        head = fault.head
        let chain = fault.account.map { "of \($0)" } ?? "of no account"
        let place = "number \(fault.number ?? 0) \(chain)"
        let name = fault.event.map(\.text) ?? ""
        sentence =
            switch fault.kind {
            case .eventChanged: "Event \(name), \(place), or its place was changed."
            case .eventStray: "Event \(name) \(chain) is from before the beginning of its chain: it was added, or is just being deleted."
            case .eventsMissing: "Events from \(place) on are missing."
            case .valueChanged: "A personal value of event \(name), \(place), was changed or added."
            case .endChanged: "The end of the chain, \(place), was changed."
            case .beginningChanged: "Events up to \(place) were deleted, and no signature allows it."
            case .headChanged: "Signature \(fault.head ?? 0) is not this server's, or not over what stands beside it."
            case .headMissing: "A signature is missing" + (fault.head.map { ": number \($0)." } ?? ": the one that you kept.")
            case .headNotMet: "Signature \(fault.head ?? 0) was given over another event than \(place)."
            }
    }
}
