package import SQL

/// Moves in numbers, for metrics.
package struct MoveNumbers: Sendable {
    /// By product and outcome: rows of the latest import.
    package var rows: [[String]: Double] = [:]
    /// By product, in seconds since 1970: when its latest import ended.
    package var ended: [[String]: Double] = [:]
    /// By product and state: phases.
    package var phases: [[String]: Double] = [:]
    /// By product: classes of people that are paused.
    package var pauses: [[String]: Double] = [:]
}

extension Transaction {
    /// Cost: four reads of small tables.
    package func moveNumbers() throws -> MoveNumbers {
        var numbers = MoveNumbers()
        try each(
            """
            SELECT product, ended_at, imported, updated, unchanged, rejected FROM import_reports
            WHERE id IN (SELECT MAX(id) FROM import_reports GROUP BY product)
            """
        ) { row in
            let product: String = try row["product"]
            for outcome in ["imported", "updated", "unchanged", "rejected"] {
                let rows: Int = try row[outcome]
                numbers.rows[[product, outcome]] = Double(rows)
            }
            let ended: Int64 = try row["ended_at"]
            numbers.ended[[product]] = Double(ended) / 1000
        }
        try each("SELECT product, state, COUNT(*) AS phases FROM rollout_phases GROUP BY product, state") { row in
            let phases: Int = try row["phases"]
            numbers.phases[[try row["product"], try row["state"]]] = Double(phases)
        }
        try each("SELECT product, COUNT(*) AS pauses FROM rollout_brakes WHERE released_at IS NULL GROUP BY product") { row in
            let pauses: Int = try row["pauses"]
            numbers.pauses[[try row["product"]]] = Double(pauses)
        }
        return numbers
    }
}
