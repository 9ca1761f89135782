internal import Access
internal import Language
internal import Web

extension JSONObject {
    /// What a request says of an account's own role.
    mutating func roleChange() -> CustomRoleTerms.Change {
        let name = optionalText("name")
        let isCleared = isNull("description")
        let purpose = optionalText("description") ?? (isCleared ? "" : nil)
        let areas = areas()
        let projects = optionalText("projects").flatMap { text in
            let projects = Role.Projects(rawValue: text)
            if projects == nil { refuse("projects", "“projects” must be all, assigned or none.") }
            return projects
        }
        return CustomRoleTerms.Change(name: name, purpose: purpose, areas: areas, projects: projects)
    }

    /// `{"messages": "view", "projects": "manage"}`
    private mutating func areas() -> [AreaID: Action]? {
        guard has("areas") else { return nil }
        var areas: [AreaID: Action] = [:]
        for (area, action) in value("areas")?.object ?? [("", .null)] {
            guard let action = action.string.flatMap(Action.init(rawValue:)) else {
                refuse("areas", "“areas” must name an action, view or manage, for each area.")
                return nil
            }
            areas[AreaID(rawValue: area)] = action
        }
        return areas
    }
}
