import Testing

@testable import Lanyard

@Suite("A command that there is not")
struct UnknownCommandTests {
    private func said(_ words: String...) -> String? { UnknownCommand(in: words, of: LanyardCommand.self)?.sentence }

    @Test("It is told which one was meant, at each level")
    func near() {
        #expect(said("persn", "list") == "'lanyard persn' is no command. Did you mean 'lanyard person'?")
        #expect(said("person", "lsit") == "'lanyard person lsit' is no command. Did you mean 'lanyard person list'?")
        #expect(said("acount") == "'lanyard acount' is no command. Did you mean 'lanyard account'?")
        #expect(said("rollout", "annonce") != nil)
    }

    @Test("Where nothing is near, it is told where all of them are")
    func far() {
        #expect(said("frobnicate") == "'lanyard frobnicate' is no command. All of them: lanyard --help")
        #expect(said("client", "x") == "'lanyard client x' is no command. All of them: lanyard client --help")
    }

    @Test(
        "What names a command is left to it",
        arguments: [["person", "list"], ["--version"], ["help", "person"], ["backup", "persn"], []])
    func known(words: [String]) {
        #expect(UnknownCommand(in: words, of: LanyardCommand.self) == nil)
    }

    @Test("It is wrong usage, with status 64")
    func status() throws {
        try CommandLine.inFolder { lanyard in
            let refused = try lanyard("persn", "list")
            #expect(refused.status == 64)
            #expect(refused.output.isEmpty && refused.errors.contains("Did you mean 'lanyard person'?"), "\(refused.errors)")
        }
    }
}
