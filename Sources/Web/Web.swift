// Web turns a request into a page or a JSON answer: routes with their proofs, limits, cookies, form tokens, security headers,
// `HTML`, page shells, components and error pages. It knows nothing about databases, people or accounts.
//
//     let routes = Routes(site)
//     routes.get("/users", as: InAccount.self) { proof, request, site in
//         .page(shell.page("Users", request) { "<p>Signed in as \(proof.person.name)</p>" })
//     }
//     routes.post("/users/:member", as: InAccount.self) { proof, request, site in      // form token checked before
//         .redirect("/users", notice: .good("Changed to \(request.form.text("role"))."))
//     }
//     routes.api(.get, "/api/v1/me", as: Bearer.self) { proof, request, site in .json(["id": .string(proof.person.text)]) }
//     let website = Website(routes.list, settings)           // HTTPResponder; `website.server(host:port:)` runs it
