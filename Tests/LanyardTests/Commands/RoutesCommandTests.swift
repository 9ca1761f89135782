import Core
import Foundation
import ProductKit
import TestSupport
import Testing
import Web

@testable import Lanyard

@Suite("The route tables that are printed")
struct RoutesCommandTests {
    @Test("lanyard routes prints each server's table as its website answers it, and needs no data")
    func tables() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lanyard-nowhere-\(UUID())").path
        let result = try CommandLine(data: folder)("routes")
        #expect(result.status == 0, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder))
        let printed = result.output.split(separator: "\n\n").map { $0.split(separator: "\n") }
        try await RunningServer.with(.sqlite, settings: RunningServer.classic) { server in
            let websites = server.server.websites
            try #require(printed.count == websites.count)
            for (lines, (part, website)) in zip(printed, websites) {
                #expect(lines.first.map(String.init) == part.title)
                #expect(lines.count == website.entries.count + 2)
                let rows = lines.dropFirst().map { $0.split(separator: " ").map(String.init) }
                #expect(rows == [["METHOD", "PATH", "PROOF"]] + website.entries.map { [$0.method, $0.path, $0.proof] })
                let proofs = zip(lines.dropFirst(), rows).map { line, row in line.count - (row.last?.count ?? 0) }
                #expect(Set(proofs).count == 1, "the proofs stand in one column")
            }
        }
    }

    @Test("Every address of the ID that a product asks is one that the ID answers")
    func managementPaths() {
        let answered = Set(LanyardServer.Part.id.routes.map(\.path))
        let asked: [any RoutePath] = [
            ManagementPath.me, ManagementPath.account, ManagementPath.members, ManagementPath.member, ManagementPath.ownMembership,
            ManagementPath.roles, ManagementPath.invitations, ManagementPath.invitation,
            ManagementPath.resends, ManagementPath.projects, ManagementPath.project, ManagementPath.accessKeys, ManagementPath.accessKey,
            ManagementPath.events, ManagementPath.memberEvents, ManagementPath.accessRequests, ManagementPath.accessRequest,
            ManagementPath.approval,
            ManagementPath.denial, ManagementPath.directoryTokens, ManagementPath.directoryToken,
            ManagementPath.twoFactors, ManagementPath.policies, ManagementPath.reviews,
            ManagementPath.closing, ManagementPath.confirmations, ManagementPath.export,
            ManagementPath.configuration,
        ]
        #expect(Set(asked.map(\.template)).subtracting(answered) == [])
    }
}
