import Foundation
import TestSupport
import Testing

@Suite("Commands that import", .serialized)
struct ImportCommandTests {
    private func message(_ id: String, _ account: String, project: String = "Checkout") -> String {
        """
        {"id":"\(id)","account":"\(account)","project":"\(project)","from":"Northwind","to":"+46701234567","status":"Delivered",\
        "price":"0.0075","currency":"EUR","sent_at":1717200000000,"body":"your code"}\n
        """
    }

    @Test("Messages of an unknown account are rejected with line and reason, those of an unknown project are counted")
    func unknownAccount() throws {
        try CommandLine.inFolder { lanyard in
            let account = try lanyard.account()
            let file = try lanyard.file("messages.ndjson", message("m1", account) + message("m2", "acc_77"))
            let printed = try lanyard("messages", "import", file, "--json")
            #expect(printed.status == 0, "\(printed.errors)")
            #expect(printed.object["imported"] as? Int == 1)
            #expect((printed.object["rejected"] as? [[String: Any]])?.first?["line"] as? Int == 2)
            let unknown = try #require((printed.object["unknown_projects"] as? [[String: Any]])?.first)
            #expect(unknown["account"] as? String == account)
            #expect(unknown["project"] as? String == "Checkout")
            #expect(unknown["messages"] as? Int == 1)
            let said = try lanyard("messages", "import", file)
            #expect(said.output.contains("line 2: unknown account"))
            #expect(said.output.contains("lanyard import dashboard-csv"))
            #expect(said.output.contains("Messages of 'Checkout' in \(account): 1. No project of the account is known by this name"))
            #expect(said.errors.contains("100 %, 2 rows"), "\(said.errors)")
        }
    }

    @Test("The operator gives messages that no project had to one, once, and the log says so")
    func assign() throws {
        try CommandLine.inFolder { lanyard in
            let account = try lanyard.account()
            _ = try lanyard("messages", "import", try lanyard.file("messages.ndjson", message("m1", account)))
            let missing = try lanyard("messages", "assign", "prj_01hzx3abcdefghjkmnpqrstvwx", "--name", "Checkout")
            #expect(missing.status == 1 && missing.errors.contains("There is no project"), "\(missing.errors)")
            let wrong = try lanyard("messages", "assign", "Checkout", "--name", "Checkout")
            #expect(wrong.status == 1 && wrong.errors.contains("begin with prj_"), "\(wrong.errors)")
        }
    }

    @Test("A folder given as a file, and a report that cannot be written, are said before anything is imported")
    func unusableFiles() throws {
        try CommandLine.inFolder { lanyard in
            for words in [["import", "dashboard-csv"], ["import", "mail-jsonl"], ["messages", "import"]] {
                let refused = try lanyard(words + [lanyard.data])
                #expect(refused.status == 1)
                #expect(refused.errors.contains("cannot be read"), "\(refused.errors)")
                #expect(!refused.errors.contains("NSCocoa"), "\(refused.errors)")
            }
            let example = Vectors.project.appending(path: "Examples/mail-users.jsonl").path
            for report in [lanyard.data, lanyard.data + "/nowhere/report.json"] {
                let refused = try lanyard("import", "mail-jsonl", example, "--report", report)
                #expect(refused.status == 1)
                #expect(refused.errors.contains("Nothing was imported."), "\(refused.errors)")
            }
            #expect(try lanyard("person", "list").output.contains("No people yet"))
            let report = try lanyard.file("report.json", String(repeating: "older and longer ", count: 10_000))
            let imported = try lanyard("import", "mail-jsonl", example, "--report", report, "--json")
            #expect(imported.status == 0, "\(imported.errors)")
            #expect(try String(contentsOfFile: report, encoding: .utf8) == imported.output)
        }
    }

    @Test("An import of which every row was rejected prints its report and ends with 1")
    func nothingImported() throws {
        try CommandLine.inFolder { lanyard in
            #expect(try lanyard("schema", "upgrade").status == 0)
            let messages = try lanyard("messages", "import", try lanyard.file("messages.ndjson", message("m1", "acc_77")))
            let people = try lanyard("import", "mail-jsonl", try lanyard.file("people.jsonl", "{\n[]\n"))
            for (result, reason) in [(messages, "line 1: unknown account"), (people, "line 2: not a JSON object")] {
                #expect(result.status == 1)
                #expect(result.output.contains(reason), "\(result.output)")
                #expect(result.errors.contains("could be imported"), "\(result.errors)")
            }
        }
    }
}
