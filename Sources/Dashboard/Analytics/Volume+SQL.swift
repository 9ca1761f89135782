internal import Core
package import SQL
internal import Traffic

extension Volume {
    /// The number of days that pages show where nobody asked for others.
    package static let usualDays = 30

    /// The matches of the filter by day, from the first to the last day that is asked for or has messages. At most the newest `dayLimit`
    /// days are returned; as many as the overview shows, if nothing else is said.
    package static func find(
        _ filter: MessageFilter, projects: [Int64], dayLimit: Int = Volume.usualDays, in tx: Transaction
    ) throws -> Volume {
        try find(filter, NewestHits.find(filter, projects: projects, in: tx), projects: projects, dayLimit: dayLimit, in: tx)
    }

    /// The same, with the newest hits that were read already.
    static func find(
        _ filter: MessageFilter, _ hits: NewestHits, projects: [Int64], dayLimit: Int, in tx: Transaction
    ) throws -> Volume {
        guard !projects.isEmpty, !filter.findsNothing else { return Volume(days: []) }
        var byDay: [Int: DailyVolume] = [:]
        var counted = 0
        func add(_ row: Row, day: Int) throws {
            let messages: Int = try row["messages"]
            byDay[day, default: DailyVolume(day: day)].add(try row["direction"], try row["status"], messages)
            counted += messages
        }
        if !filter.id.isEmpty {
            for message in try MessagePage.find(filter, projects: projects, in: tx).messages {
                let day = Day.of(message.sentAt)
                byDay[day, default: DailyVolume(day: day)].add(message.direction, message.status, 1)
                counted += 1
            }
        } else if !filter.isOfCells {
            for hit in hits.hits {
                byDay[hit.cell.day, default: DailyVolume(day: hit.cell.day)].add(hit.cell.direction, hit.cell.status, 1)
            }
            counted = hits.hits.count
        } else {
            try tx.each(summary(filter, projects)) { try add($0, day: try $0["day"]) }
        }
        return Volume(
            days: filled(byDay, filter: filter, limit: dayLimit), count: counted, isComplete: hits.isWhole)
    }

    private static func summary(_ filter: MessageFilter, _ projects: [Int64]) -> Statement {
        let sums: Statement =
            if !filter.error.isEmpty || !filter.sender.isEmpty {
                "message_cells"
            } else if filter.country.isEmpty {
                "message_days"
            } else {
                "message_country_days"
            }
        return """
            SELECT day, direction, status, CAST(SUM(messages) AS BIGINT) AS messages FROM \(sums) \
            WHERE project IN \(list: projects)\(filter.cellCondition) GROUP BY day, direction, status
            """
    }

    private static func filled(_ byDay: [Int: DailyVolume], filter: MessageFilter, limit: Int) -> [DailyVolume] {
        guard let newest = byDay.keys.max(), let oldest = byDay.keys.min() else { return [] }
        let last = max(newest, min(filter.lastDay ?? newest, newest + limit / 3))
        let first = max(last - limit + 1, min(oldest, filter.firstDay ?? oldest))
        return (first...last).map { byDay[$0] ?? DailyVolume(day: $0) }
    }

    /// The newest day that has messages in these projects.
    package static func newestDay(projects: [Int64], in tx: Transaction) throws -> Int? {
        var newest: Int?
        for project in projects {
            let row = try tx.first("SELECT MAX(day) AS day FROM message_days WHERE project = \(project)")
            let day: Int? = try row?["day"]
            newest = [newest, day].compactMap(\.self).max()
        }
        return newest
    }
}

/// Volume of each project over a range of days.
package struct ProjectVolume: Sendable {
    package let project: Int64
    package var total: DailyVolume

    package static func find(projects: [Int64], firstDay: Int, lastDay: Int, in tx: Transaction) throws -> [ProjectVolume] {
        var found: [Int64: ProjectVolume] = [:]
        try tx.each(
            """
            SELECT project, direction, status, CAST(SUM(messages) AS BIGINT) AS messages FROM message_days \
            WHERE project IN \(list: projects) AND day >= \(firstDay) AND day <= \(lastDay) GROUP BY project, direction, status
            """
        ) { row in
            let project: Int64 = try row["project"]
            found[project, default: ProjectVolume(project: project, total: DailyVolume(day: firstDay))].total
                .add(try row["direction"], try row["status"], try row["messages"])
        }
        return projects.compactMap { found[$0] }
    }
}

/// The countries that messages of these projects go to, for the filter's list.
package enum TrafficCountries {
    package static func all(projects: [Int64], in tx: Transaction) throws -> [String] {
        var countries: Set<String> = []
        for project in projects {
            // One index seek for each country instead of a scan over all days: find the next greater country until there is none.
            var last = ""
            while let row = try tx.first(
                """
                SELECT country FROM message_country_days WHERE project = \(project) AND country > \(last) ORDER BY country LIMIT 1
                """)
            {
                last = try row["country"]
                countries.insert(last)
            }
        }
        return countries.sorted()
    }
}
