import Foundation
import TestSupport
import Testing

@testable import Lanyard

@Suite("The doctor, and what would hurt")
struct DoctorTests {
    private func hazards(_ overrides: [String: String]) throws -> [String] {
        let safe = [
            "smtp.url": "smtps://mail.example.com", "smtp.from": "no-reply@example.com", "organisation.support": "help@example.com",
            "id.public_address": "https://id.example.com", "trusted_proxies": "10.0.0.5",
        ]
        let configuration = try Configuration(file: nil, environment: [:], overrides: safe.merging(overrides) { $1 })
        return Hazard.all(in: configuration).map(\.setting).filter { $0 != "passwords.breached_file" }
    }

    @Test("What is allowed and would hurt is named, and nothing else is")
    func named() throws {
        #expect(try hazards([:]) == [])
        #expect(try hazards(["hashing.memory_kib": "10"]) == ["hashing.memory_kib"])
        #expect(try hazards(["hashing.memory_kib": "9216"]) == ["hashing.memory_kib"])
        #expect(try hazards(["hashing.memory_kib": "9216", "hashing.passes": "4"]) == [])
        #expect(try hazards(["trusted_proxies": ""]) == ["trusted_proxies"])
        #expect(try hazards(["trusted_proxies": "10.0.0.5, ::/0"]) == ["trusted_proxies"])
        #expect(try hazards(["trusted_proxies": "", "id.public_address": "http://localhost:8080"]) == [])
        let unset = Hazard.all(in: try Configuration(file: nil, environment: [:])).map(\.setting)
        #expect(unset == ["smtp.url", "passwords.breached_file", "organisation.support"])
    }

    @Test("A file of breached passwords that is none is a mistake, instead of a list that finds nothing")
    func breachedFile() throws {
        try CommandLine.inFolder { lanyard in
            let plain = try lanyard.file("plain.txt", "password\n123456\n")
            let mistake = Check.breachedPasswords(plain)
            #expect(mistake?.contains("SHA-1") == true)
            let sums = try lanyard.file("sums.txt", "0000000A1B2C3D4E5F60718293A4B5C6D7E8F901:3\n")
            #expect(Check.breachedPasswords(sums) == nil)
        }
    }

    @Test("It finds an installation sound, and changes nothing of it")
    func sound() async throws {
        try await CommandLine.withExample { lanyard in
            var lanyard = lanyard
            lanyard.environment["LANYARD_EXAMPLE"] = "true"
            let found = try lanyard("doctor")
            #expect(found.status == 0, "\(found.output) \(found.errors)")
            for what in ["id schema", "dashboard schema", "master key", "clock", "disk", "mail", "DNS"] {
                #expect(found.output.contains(what), "\(found.output)")
            }
            #expect(!found.output.contains("broken"), "\(found.output)")
            let check = try lanyard("config", "check")
            #expect(check.status == 0 && check.errors.contains("Consider hashing.memory_kib"), "\(check.errors)")
        }
    }

    @Test("A wrong key, a silent mail server, no folder and an open one are found, each with its remedy")
    func broken() async throws {
        try await CommandLine.withExample { lanyard in
            var lanyard = lanyard
            let reserved = try ReservedPort()
            let port = reserved.number
            lanyard.environment["LANYARD_SMTP_URL"] = "smtp://127.0.0.1:\(port)"
            lanyard.environment["LANYARD_SMTP_FROM"] = "no-reply@example.com"
            let mail = try lanyard("doctor")
            #expect(mail.status == 1)
            #expect(mail.output.contains("127.0.0.1:\(port) does not"), "\(mail.output)")
            try FileManager.default.removeItem(atPath: lanyard.data + "/master.key")
            #expect(try lanyard("doctor").output.contains("there is none at"))
            #expect(!FileManager.default.fileExists(atPath: lanyard.data + "/master.key"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: lanyard.data)
            #expect(try lanyard("doctor").output.contains("chmod 700"))
            var none = lanyard
            none.data += "-none"
            #expect(try none("doctor", "--json").output.contains("There is no data of Lanyard"))
        }
    }
}
