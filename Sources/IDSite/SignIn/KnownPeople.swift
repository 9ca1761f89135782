internal import Core
internal import Identity
internal import Language
internal import Web

/// The addresses that signed in in this browser before: one click instead of typing, and "Not you?" beside each. It opens nothing.
struct KnownPeople: Component {
    let people: [KnownPerson]
    let returnTo: LocalPath?
    let request: WebRequest

    var html: HTML {
        guard !people.isEmpty else { return "" }
        let hidden: HTML? = returnTo.map { "\(Hidden("return_to", $0.text))" }
        let rows = people.map { person -> HTML in
            let name: HTML? = person.name == person.address ? nil : "<small>\(person.name)</small>"
            let choose = Form(
                SignInPath.address, request, inline: true,
                content: """
                    \(hidden)<button class="known" name="address" value="\(person.address)">\
                    <span>\(PageText.breakable(person.address))</span>\(name)</button>
                    """)
            let forget = Form(
                SignInPath.forgetting, request, inline: true,
                content: """
                    \(hidden)\(Hidden("person", person.id.text))<button class="link">\(words: "sign-in.not-you")\
                    <span class="hidden"> \(words: "sign-in.forget", ["address": person.address])</span></button>
                    """)
            return "<li>\(choose)\(forget)</li>"
        }
        return """
            <ul class="known-people" aria-label="\(words: "sign-in.known")">\(rows)</ul><p class="or">\(words: "sign-in.other")</p>
            """
    }

    static func register(on routes: Routes<IDSite>) {
        routes.post(SignInPath.forgetting, as: Anyone.self) { _, request, site in
            if let person = PersonID(request.form.text("person")) { _ = try await site.steps.forget(person, in: site.browser(request)) }
            return .redirect(SignInPath.address.query([("return_to", request.returnPath?.text)]))
        }
    }
}
