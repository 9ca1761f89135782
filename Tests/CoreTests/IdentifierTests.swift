import Core
import Testing

@Suite("Ids")
struct IdentifierTests {
    @Test("A new id reads back as itself, and not as another kind")
    func roundTrip() {
        let id = PersonID(at: Timestamp(seconds: 1_700_000_000))
        #expect(PersonID(id.text) == id)
        #expect(AccountID(id.text) == nil)
        #expect(id.text.hasPrefix("per_"))
    }

    @Test("Ids sort by the time they were made")
    func order() {
        let early = PersonID(at: Timestamp(milliseconds: 1_700_000_000_000)).text
        let late = PersonID(at: Timestamp(milliseconds: 1_700_000_000_001)).text
        #expect(early < late)
    }

    @Test(
        "What is not an id is refused",
        arguments: [
            "", "per_", "per_x", "PER_01hf3w2000aaaaaaaaaaaaaaaa", "per_01hf3w2000aaaaaaaaaaaaaaa'", "per_01hf3w2000aaaaaaaaaaaaaaaaa",
        ])
    func refuses(text: String) { #expect(PersonID(text) == nil) }
}
