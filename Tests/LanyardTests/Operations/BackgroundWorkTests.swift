import Testing

@testable import Lanyard

@Suite("Work in the background")
struct BackgroundWorkTests {
    @Test("What fails is tried again soon, and less and less often; what is done rests for its interval")
    func pauses() {
        var pauses = BackgroundWork.Pauses(interval: .seconds(10))
        let said = [false, false, false, false, false, false, true, true, false].map { pauses.next(after: $0) }
        #expect(said == [1, 2, 4, 8, 10, 10, 10, 10, 1].map { .seconds($0) })
        var often = BackgroundWork.Pauses(interval: .milliseconds(500))
        #expect([false, false, true].map { often.next(after: $0) } == Array(repeating: .milliseconds(500), count: 3))
    }
}
