import Access
import Audit
import Language
import ProductKit
import Testing
import Web

@Suite("Events in words") struct EventTextTests {
    @Test("Every action that stands in an account's activity has words of its own", arguments: ActivityKind.allCases.flatMap(\.actions))
    func titles(_ action: AuditAction) {
        let event: JSON = [
            "action": .string(action.rawValue), "changes": ["needs_two_factors": ["false", "true"]], "group": ["name": "On call"],
        ]
        // Of a change that shows nothing more, the plain word is said.
        let expected: [Phrase] = action == .memberChanged ? ["users.changed"] : []
        let lines = EventText(event).lines
        #expect(!lines.isEmpty && !lines.contains(.text(action.rawValue)))
        #expect(lines == expected || !lines.contains("users.changed"))
    }
}
