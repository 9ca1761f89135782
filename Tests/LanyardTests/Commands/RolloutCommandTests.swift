import Foundation
import TestSupport
import Testing

@Suite("lanyard rollout", .serialized)
struct RolloutCommandTests {
    private func imported(_ lanyard: CommandLine) throws {
        let example = Vectors.project.appending(path: "Examples/dashboard-users.csv").path
        #expect(try lanyard("import", "dashboard-csv", example).status == 0)
    }

    @Test("A phase is added, rehearsed, started, grown, paused, resumed, and shown with what it takes")
    func phase() throws {
        try CommandLine.inFolder { lanyard in
            try imported(lanyard)
            #expect(try lanyard("rollout", "status").output.contains("everybody signs in at the ID"))
            let added = try lanyard(
                "rollout", "add", "pilot", "--product", "dashboard", "--percent", "2.5", "--unit", "account", "--account-size", "1-50",
                "--allow", "acc_10000", "--deny", "@rival.example", "--created-before", "2024-01-01", "--json")
            #expect(added.status == 0, "\(added.errors)")
            #expect(added.object["state"] as? String == "draft")
            #expect(added.object["percent"] as? Double == 2.5)
            #expect((added.object["allow"] as? [String])?.first?.hasPrefix("acc_") == true)
            #expect(added.object["deny"] as? [String] == ["rival.example"])
            let rehearsal = try lanyard("rollout", "start", "pilot", "--dry-run", "--json")
            #expect(rehearsal.object["people"] as? Int ?? 0 > 100, "\(rehearsal.errors)")
            #expect(rehearsal.object["comes"] as? Int ?? 0 > 0)
            #expect(rehearsal.object["hashes"] is [String: Int])
            #expect(try lanyard("rollout", "start", "pilot").output.contains("running"))
            let grown = try lanyard("rollout", "change", "pilot", "--percent", "100", "--account-size", "any", "--unlist", "@rival.example")
            #expect(grown.output.contains("100 % of accounts, made before 2024-01-01; 1 allowed"), "\(grown.output) \(grown.errors)")
            #expect(try lanyard("rollout", "pause", "pilot").output.contains("paused"))
            #expect(try lanyard("rollout", "resume", "pilot").output.contains("running"))
            let status = try lanyard("rollout", "status")
            #expect(status.output.contains("pilot"))
            #expect(status.output.contains("dashboard"))
        }
    }

    @Test("A product registers its two keys for a sign-in of its own, and only then can people go back to it")
    func classic() throws {
        try CommandLine.inFolder { lanyard in
            try imported(lanyard)
            #expect(try lanyard("rollout", "add", "pilot", "--product", "dashboard", "--percent", "100").status == 0)
            #expect(try lanyard("rollout", "start", "pilot").status == 0)
            let early = try lanyard("rollout", "rollback", "pilot")
            #expect(early.status == 1)
            #expect(early.errors.contains("has no sign-in of its own"), "\(early.errors)")
            #expect(try lanyard("rollout", "classic", "dashboard", "--off").errors.contains("dashboard.classic_sign_in"))
            #expect(try lanyard("rollout", "classic", "billing", "--off").status == 1)
            #expect(try lanyard("rollout", "classic", "dashboard").status == 64)
        }
        let products = FileManager.default.temporaryDirectory.appending(path: "lanyard-products-\(UUID())")
        defer { try? FileManager.default.removeItem(at: products) }
        try FileManager.default.copyItem(at: Vectors.project.appending(path: "Products"), to: products)
        let mail = try String(contentsOf: products.appending(path: "mail.yaml"), encoding: .utf8)
        try Data(mail.replacing("product: mail", with: "product: billing").utf8).write(to: products.appending(path: "billing.yaml"))
        try CommandLine.inFolder { lanyard in
            var lanyard = lanyard
            lanyard.environment["LANYARD_PRODUCTS"] = products.path
            try imported(lanyard)
            let without = try lanyard("rollout", "classic", "billing", "--off")
            #expect(without.errors.contains("lanyard client add"), "\(without.errors)")
            let added = try lanyard(
                "client", "add", "Billing", "--redirect", "https://billing.example/cb", "--product", "billing", "--json")
            #expect(added.status == 0, "\(added.errors)")
            let keys = products.appending(path: "keys.json")
            func register(_ text: String) throws -> CommandLine.Result {
                try Data(text.utf8).write(to: keys)
                return try lanyard("rollout", "classic", "billing", "--keys", keys.path, "--json")
            }
            let sealing = #"{"kty":"OKP","crv":"X25519","use":"enc","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#
            let signing = #"{"kty":"OKP","crv":"Ed25519","use":"sig","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
            for wrong in ["", "[]", #"{"keys":[\#(sealing)]}"#, #"{"keys":[\#(signing)]}"#] {
                #expect(try register(wrong).errors.contains("JWK Set"), "\(wrong)")
            }
            let registered = try register(#"{"keys":[\#(sealing),\#(signing)]}"#)
            #expect(registered.object["classic"] as? Bool == true, "\(registered.errors)")
            #expect(try lanyard("rollout", "classic", "billing", "--off", "--json").object["classic"] as? Bool == false)
        }
    }

    @Test("Names that would wreck a table and days the wrong way round are refused")
    func unfit() throws {
        try CommandLine.inFolder { lanyard in
            try imported(lanyard)
            for name in ["", "two\nlines", String(repeating: "x", count: 101)] {
                let added = try lanyard("rollout", "add", name, "--product", "dashboard", "--percent", "1")
                #expect(added.status == 1 && added.errors.contains("1 to 100 characters"), "\(added.errors)")
            }
            let days = ["--created-before", "2020-01-01", "--created-after", "2021-01-01"]
            #expect(try lanyard(["rollout", "add", "none", "--product", "dashboard"] + days).errors.contains("wrong way round"))
            #expect(
                try lanyard("rollout", "add", "x", "--product", "dashboard", "--created-before", "2020-13-01").errors.contains(
                    "'2020-13-01'"))
        }
    }

    @Test("The evidence of a product is shown, and only what is paused can be released")
    func evidence() throws {
        try CommandLine.inFolder { lanyard in
            try imported(lanyard)
            #expect(try lanyard("rollout", "evidence", "dashboard").output.contains("Nobody is inside yet"))
            #expect(try lanyard("rollout", "evidence", "dashboard", "--json").status == 0)
            #expect(try lanyard("rollout", "evidence", "billing").errors.contains("There is no product"))
            #expect(try lanyard("rollout", "release", "brk_01hzx3abcdefghjkmnpqrstvwx").errors.contains("Nothing with that id is paused"))
        }
    }

    @Test("The figures and the newest cases of a product are shown, of all of it or of a phase")
    func figures() throws {
        try CommandLine.inFolder { lanyard in
            try imported(lanyard)
            #expect(try lanyard("rollout", "add", "first", "--product", "dashboard").status == 0)
            #expect(try lanyard("rollout", "figures", "dashboard", "--phase", "first").output.contains("Nothing happened"))
            #expect(try lanyard("rollout", "figures", "dashboard", "--json").status == 0)
            #expect(try lanyard("rollout", "cases", "dashboard").output.contains("Nobody."))
            #expect(try lanyard("rollout", "cases", "dashboard", "--shut-out", "--days", "7").output.contains("Nobody."))
            #expect(try lanyard("rollout", "figures", "mail", "--phase", "first").errors.contains("There is no phase \"first\""))
            #expect(try lanyard("rollout", "figures", "dashboard", "--class", "x").errors.contains("has no class \"x\""))
            #expect(try lanyard("rollout", "figures", "dashboard", "--days", "0").errors.contains("--days is 1 to 400"))
        }
    }

    @Test("What cannot be is said in a sentence")
    func refusals() throws {
        try CommandLine.inFolder { lanyard in
            let product = try lanyard("rollout", "add", "a", "--product", "shop")
            #expect(product.status == 1 && product.errors.contains("There are dashboard, mail"), "\(product.errors)")
            let percent = try lanyard("rollout", "add", "a", "--product", "mail", "--percent", "101")
            #expect(percent.status == 1 && percent.errors.contains("0 to 100"), "\(percent.errors)")
            #expect(try lanyard("rollout", "add", "a", "--product", "mail").status == 0)
            let missing = try lanyard("rollout", "start", "nothing")
            #expect(missing.status == 1 && missing.errors.contains("There is no phase \"nothing\""), "\(missing.errors)")
            let twice = try lanyard("rollout", "add", "a", "--product", "mail")
            #expect(twice.status == 1 && twice.errors.contains("another name"), "\(twice.errors)")
            let pause = try lanyard("rollout", "pause", "a")
            #expect(pause.status == 1 && pause.errors.contains("is draft; this needs one that is running"), "\(pause.errors)")
            let size = try lanyard("rollout", "change", "a", "--account-size", "9-3")
            #expect(size.status != 0 && size.errors.contains("must not be smaller"), "\(size.errors)")
            let later = try lanyard("rollout", "start", "a", "--at", "2999-01-01T08:00:00Z")
            #expect(later.output.contains("scheduled, from 2999-01-01T08:00:00.000Z"), "\(later.output) \(later.errors)")
            #expect(try lanyard("rollout", "remove", "a").status == 1)
            #expect(try lanyard("rollout", "add", "b", "--product", "mail").status == 0)
            #expect(try lanyard("rollout", "remove", "b").status == 0)
        }
    }
}
