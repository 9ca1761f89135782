internal import ArgumentParser
internal import Web

/// Needs no data: the route tables are known without a site.
struct RoutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "List the routes of each server, with the proof that each one asks for.")

    func run() { print(LanyardServer.Part.allCases.map(Self.table).joined(separator: "\n\n")) }

    private static func table(_ part: LanyardServer.Part) -> String {
        let rows = part.routes.map { [$0.method, $0.path, $0.proof] }
        return part.title + "\n" + Output.table(["method", "path", "proof"], rows, none: "No routes.")
    }
}
