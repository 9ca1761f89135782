internal import Foundation
internal import SQL

let projectSources = Migration(
    15, "names of traffic", ["ALTER TABLE projects ADD COLUMN source_name TEXT"]
) { tx in
    // Who made a project stands in the audit log. What the import or the operator called it is the name of its traffic, also if it was
    // renamed since; of other projects it is not known whether their makers saw everything.
    let made = try tx.rows(
        """
        SELECT p.id AS project, e.details AS details FROM projects p JOIN audit_events e ON e.subject = p.id
        WHERE e.action = 'project.opened' AND e.actor IN ('system', 'operator')
        """)
    for row in made {
        let project: String = try row["project"]
        let details: String = try row["details"]
        guard let name = try JSONDecoder().decode([String: String].self, from: Data(details.utf8))["name"] else { continue }
        try tx.run("UPDATE projects SET source_name = \(name) WHERE id = \(project)")
    }
}
