import Access
import Foundation
import TestSupport
import Testing

/// The grammar of docs/asking.md.
@Suite("Questions") struct QuestionTests {
    @Test(
        "A question is understood in each of its forms",
        arguments: [
            ("Who can see billing?", .who(.view, thing: ["billing"])), ("who can see our bill", .who(.view, thing: ["bill"])),
            ("WHO MAY MANAGE the Access keys?!", .who(.manage, thing: ["access", "keys"])),
            ("Who can see project Checkout?", .who(.view, thing: ["project", "checkout"])),
            ("What can Åsa Berg open?", .what(person: ["asa", "berg"])), ("What can I do", .what(person: ["i"])),
            ("What can anna@northwind.example see?", .what(person: ["anna", "northwind", "example"])),
            ("What if Anna were an Associate?", .whatIf(person: ["anna"], role: ["associate"])),
            ("Why can't Anna open billing?", .why(person: ["anna"], .view, thing: ["billing"])),
            ("Why can’t Anna open billing?", .why(person: ["anna"], .view, thing: ["billing"])),
            ("why can Anna not manage users", .why(person: ["anna"], .manage, thing: ["users"])),
            ("Can I see the project Alerts?", .why(person: ["i"], .view, thing: ["project", "alerts"])),
            ("Vem kan se fakturering?", .who(.view, thing: ["fakturering"])), ("Vad kan jag öppna?", .what(person: ["jag"])),
            ("Vad händer om Anna blir Medlem?", .whatIf(person: ["anna"], role: ["medlem"])),
            ("Varför kan jag inte öppna fakturering?", .why(person: ["jag"], .view, thing: ["fakturering"])),
        ] as [(String, Question)])
    func forms(sentence: String, question: Question) {
        #expect(Question.read(sentence).first == question)
    }

    @Test("Every question of the table in docs/asking.md is understood")
    func documented() throws {
        let page = try String(contentsOf: Vectors.project.appending(path: "docs/asking.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("?") }
        #expect(rows.count > 8)
        for row in rows {
            let question = row.dropFirst(2).prefix { $0 != "|" }
            #expect(!Question.read(String(question)).isEmpty, "\(question)")
        }
    }

    @Test("A name that has a word of the grammar in it is tried as well")
    func namesOfVerbs() {
        let ways = Question.read("Can Anna See see billing?")
        #expect(ways.contains(.why(person: ["anna", "see"], .view, thing: ["billing"])))
        #expect(Question.read("What if Is Was were Member?").contains(.whatIf(person: ["is", "was"], role: ["member"])))
    }

    @Test(
        "What is typed of a question goes on with words of the grammar or with a name, in its language",
        arguments: [
            ("wh", ["Who can ", "What can ", "What if ", "Why can’t "]), ("Why ca", ["Why can’t "]), ("vad h", ["Vad händer om "]),
            ("Who can ", ["Who can see ", "Who can manage "]), ("who may m", ["who may manage "]), ("Vem kan se", ["Vem kan se "]),
            ("What can anna ", ["What can anna open?", "What can *anna* "]), ("What can anna", ["What can *anna* "]),
            ("vad händer om Åsa Berg b", ["vad händer om Åsa Berg blir ", "vad händer om *asa berg b* "]),
            ("What if I were an Ass", ["What if I were an *ass*?", "What if *i were an ass* "]),
            ("Who can see our b", ["Who can see our *b*?"]),
            ("Who can see project che", ["Who can see *project che*?", "Who can see project *che*?"]),
            ("Varför kan jag inte ö", ["Varför kan jag inte öppna ", "Varför kan *jag inte o* "]),
            ("Make me", []), ("", []), ("?", []),
        ] as [(String, [String])])
    func continuations(typed: String, expected: [String]) {
        let found = Continuation.all(of: typed).map { continuation in
            switch continuation.meaning {
            case .words(let words): continuation.sentence(with: words)
            case .person(let words), .thing(let words), .project(let words), .role(let words):
                continuation.sentence(with: "*\(words.joined(separator: " "))*")
            }
        }
        for sentence in expected { #expect(found.contains(sentence), "\(found)") }
        if expected.isEmpty { #expect(found.isEmpty) }
    }

    @Test("Every form that is written out is understood once its names are in it")
    func written() throws {
        // No form has more than four parts; a name may hold any words, and would go on for ever.
        var sentences = ["W", "C", "V", "K"].map { (typed: $0, parts: 0) }
        var whole: Set<String> = []
        while let (typed, parts) = sentences.popLast() {
            guard parts < 4 else { continue }
            for continuation in Continuation.all(of: typed) {
                let text =
                    switch continuation.meaning {
                    case .words(let words): words
                    case .person(let words) where words.isEmpty: "Anna Berg"
                    case .thing(let words) where words.isEmpty: "Billing"
                    case .role(let words) where words.isEmpty: "Member"
                    default: ""
                    }
                guard !text.isEmpty else { continue }
                let sentence = continuation.sentence(with: text)
                if sentence.last == "?" { whole.insert(sentence) } else { sentences.append((sentence, parts + 1)) }
            }
        }
        #expect(whole.count == 16, "\(whole.sorted())")
        for sentence in whole { #expect(!Question.read(sentence).isEmpty, "\(sentence)") }
    }

    @Test(
        "What is no question of these forms is not understood",
        arguments: ["", "?", "who", "Who can", "Who can see", "what if", "delete everything", "Why", "can see", "'; DROP TABLE people; --"])
    func others(sentence: String) {
        #expect(Question.read(sentence).isEmpty)
    }
}
