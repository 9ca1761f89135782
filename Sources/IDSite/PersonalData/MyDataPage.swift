internal import Core
internal import Directory
internal import Identity
internal import Language
internal import SQL
internal import Web

/// What the ID knows of its person, as a file; and the way to its end.
enum MyDataPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(MyDataPath.page, as: SignedIn.self, show)
        routes.get(MyDataPath.file, as: FreshlyProved.self, download)
        DeletionPage.register(on: routes)
        WayBackPage.register(on: routes)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let content: HTML = """
            \(Panel(
                "my-data.download", lead: "my-data.download-lead",
                Buttons("\(Button("my-data.download", .secondary, to: MyDataPath.file))").html))
            \(Panel(
                "deletion.title", lead: "my-data.delete-lead", danger: true,
                Buttons("\(Button("deletion.title", .danger, to: MyDataPath.deletion))").html))
            """
        return .page(site.shell(proof, address: nil).page("my-data.title", request, lead: "my-data.lead", content: content))
    }

    @Sendable static func download(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.signedIn.person.id
        let json = PersonalJSON(person: person, export: PersonalExport(of: person, in: site.database), at: request.time)
        return .file("lanyard-data.json", type: "application/json") { write in try await json.write(write) }
    }
}
