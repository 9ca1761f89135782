internal import API
internal import IDSite
internal import Provisioning
internal import Transition
internal import TransitionSite
internal import Web

/// The route tables of the ID's server, which are known without a site.
struct IDRoutes {
    private let pages = Routes<IDSite>()
    private let openID = Routes<OpenIDEndpoints>()
    private let joining = Routes<JoinSite>()
    private let api = Routes<APISite>()
    private let provisioning = Routes<ProvisioningSite>()

    init() {
        IDSite.register(on: pages)
        OpenIDEndpoints.register(on: openID)
        JoinSite.register(on: joining)
        APISite.register(on: api)
        ProvisioningSite.register(on: provisioning)
    }

    var entries: [RouteEntry] { pages.entries + openID.entries + joining.entries + api.entries + provisioning.entries }

    func bound(to endpoints: OpenIDEndpoints, _ apiSite: APISite, _ provisioningSite: ProvisioningSite, _ brake: Brake) -> [Route] {
        let site = endpoints.proofSite
        return pages.bound(to: site) + openID.bound(to: endpoints) + joining.bound(to: JoinSite(site, brake)) + api.bound(to: apiSite)
            + provisioning.bound(to: provisioningSite)
    }
}
