package import SQL

/// What the charts and breakdowns beside a list are drawn of, read as its page reads it.
package struct TrafficFigures: Sendable {
    let volume: Volume
    let breakdown: Breakdown
    /// What was read of messages themselves.
    let hits: NewestHits
    /// The filter on the days that the charts show.
    let shown: MessageFilter

    /// Reads them of the first page; `dayLimit` as in `Volume.find`.
    package init(_ filter: MessageFilter, projects: [Int64], dayLimit: Int = Volume.usualDays, in tx: Transaction) throws {
        hits = try NewestHits.find(filter, projects: projects, in: tx)
        volume = try Volume.find(filter, hits, projects: projects, dayLimit: dayLimit, in: tx)
        // Of the days that the charts show, so that the whole of many years is never added up for a page.
        var shown = filter
        if filter.isOfCells {
            shown.firstDay = volume.days.first?.day
            shown.lastDay = volume.days.last?.day
        }
        self.shown = shown
        breakdown = try Breakdown.find(shown, hits, projects: projects, in: tx)
    }
}
