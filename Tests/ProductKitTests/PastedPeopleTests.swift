import Language
import Testing

@testable import ProductKit

/// What people paste when they invite many.
@Suite struct PastedPeopleTests {
    private func read(_ text: String) -> [String] {
        PastedPeople(text).entries.map { entry in
            ([String(entry.line), entry.text, entry.role ?? "-"] + entry.projects).joined(separator: " | ")
        }
    }

    @Test("Addresses are found in whatever form they are pasted")
    func addresses() {
        #expect(
            read("ada@x.example\n\n  bo@x.example \r\ncy@x.example") == [
                "1 | ada@x.example | -", "3 | bo@x.example | -", "4 | cy@x.example | -",
            ])
        #expect(read("ada@x.example, bo@x.example") == ["1 | ada@x.example | -", "1 | bo@x.example | -"])
        #expect(
            read("\"Lind, Ada\" <ada@x.example>, Bo Ek <bo@x.example>; cy <cy@x.example>")
                == ["1 | ada@x.example | -", "1 | bo@x.example | -", "1 | cy@x.example | -"])
        #expect(read("ada@x.example bo@x.example") == ["1 | ada@x.example | -", "1 | bo@x.example | -"])
        #expect(read("ada@x.example;bo@x.example") == ["1 | ada@x.example | -", "1 | bo@x.example | -"])
    }

    @Test("Everybody in a line is found, whichever form each of them is written in")
    func mixed() {
        #expect(read("Tom <tom@x.example>, elin@x.example") == ["1 | tom@x.example | -", "1 | elin@x.example | -"])
        #expect(read("elin@x.example; Tom <tom@x.example>") == ["1 | elin@x.example | -", "1 | tom@x.example | -"])
        #expect(read("<tom@x.example>") == ["1 | tom@x.example | -"])
        #expect(read("<tom@x.example>, <elin@x.example>") == ["1 | tom@x.example | -", "1 | elin@x.example | -"])
        #expect(read("mailto:tom@x.example") == ["1 | tom@x.example | -"])
        #expect(read("Tom <MAILTO:tom@x.example?subject=Hello>") == ["1 | tom@x.example | -"])
        #expect(read("tom@x.example <tom@x.example>") == ["1 | tom@x.example | -"])
        #expect(read("\"tom@old.example\" <tom@x.example>, Member") == ["1 | tom@x.example | Member"])
        #expect(read("(tom@x.example), elin@x.example.") == ["1 | tom@x.example | -", "1 | elin@x.example | -"])
    }

    @Test("The columns of a directory's export are known, and a column of addresses comes before one of user names")
    func directories() {
        #expect(read("Display name,User principal name\nTom,tom@x.example") == ["2 | tom@x.example | -"])
        #expect(read("userPrincipalName,mail\ntom_x#EXT#@x.example,tom@x.example") == ["2 | tom@x.example | -"])
        #expect(read("E-mail\nmailto:tom@x.example\n<elin@x.example>") == ["2 | tom@x.example | -", "3 | elin@x.example | -"])
    }

    @Test("An address that stands twice is said to, by the line of the first, whatever its case")
    func twice() {
        let people = PastedPeople("tom@x.example\nelin@x.example\nTom <TOM@x.example>")
        let batch = InvitationBatch(people, roles: [], projects: [], role: "", chosen: .none, message: "")
        #expect(batch.verdicts.map(\.problem) == [nil, nil, Phrase("users.stands-twice", ["line": 1])])
    }

    @Test("A role and projects behind an address are its own")
    func roles() {
        #expect(read("ada@x.example, Member, Checkout; Alerts") == ["1 | ada@x.example | Member | Checkout | Alerts"])
        #expect(read("Ada Lind\tada@x.example\tIT Admin") == ["1 | ada@x.example | IT Admin"])
        #expect(read("ada@x.example; Member; Checkout") == ["1 | ada@x.example | Member | Checkout"])
    }

    @Test("A table is read by the names of its columns, in any order")
    func table() {
        let text =
            "\u{FEFF}Name,Role,E-mail,Projects\n\"Lind, Ada\",Member,ada@x.example,\"Checkout, Alerts\"\nBo,,bo@x.example,\nCy,Associate"
        #expect(read(text) == ["2 | ada@x.example | Member | Checkout | Alerts", "3 | bo@x.example | -", "4 |  | Associate"])
    }

    @Test("A line without an address stays as it is, with its number")
    func none() {
        #expect(read("Ada Lind\nada@x.example") == ["1 | Ada Lind | -", "2 | ada@x.example | -"])
        #expect(read(" \n\t\n").isEmpty)
    }

    @Test("Only the first 500 lines are read, and that is known")
    func most() {
        let many = (0..<501).map { "p\($0)@x.example" }.joined(separator: "\n")
        #expect(PastedPeople(many).entries.count == 500)
        #expect(PastedPeople(many).isCut)
        #expect(!PastedPeople(many + "\n").entries.isEmpty)
        #expect(!PastedPeople("a@x.example").isCut)
    }
}
