// Web turns a request into a page or a JSON answer: routes with their proofs, limits, cookies, form tokens, security headers,
// `HTML`, page shells, components and error pages. It knows nothing about databases, people or accounts.
//
//     let routes = Routes<ProductSite>()
//     routes.get(UserPath.list, as: InAccount.self) { proof, request, site in
//         .page(shell.page("Users", request) { "<p>Signed in as \(proof.person.name)</p>" })
//     }
//     routes.post(UserPath.member, as: InAccount.self) { proof, request, site in      // form token checked before
//         .redirect(UserPath.list, notice: .good("Changed to \(request.form.text("role"))."))
//     }
//     routes.api(.get, APIPath.me, as: Bearer.self) { proof, request, site in .json(["id": .string(proof.person.text)]) }
//     let website = Website(routes.bound(to: site), settings)           // HTTPResponder; `website.server(host:port:)` runs it
