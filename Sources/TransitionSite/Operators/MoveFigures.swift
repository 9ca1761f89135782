internal import Core
internal import Language
internal import Transition
internal import Web

/// The figures of a move: as a row, as charts, as a table and as a file.
enum MoveFigures {
    /// How many days the pages show.
    static let lookingBack: Duration = .days(30)

    static func funnel(_ funnel: RolloutFunnel, shutOut: Int) -> Figures {
        func share(_ count: Int) -> Phrase? {
            funnel.imported > 0 ? Phrase("operator.of-imported", ["share": percent(count, of: funnel.imported)]) : nil
        }
        return Figures([
            .init("operator.imported", "\(Phrase.number(funnel.imported))"),
            .init("operator.sent", "\(Phrase.number(funnel.sent))", detail: share(funnel.sent)),
            .init("operator.inside", "\(Phrase.number(funnel.succeeded))", detail: share(funnel.succeeded)),
            .init("operator.joined", "\(Phrase.number(funnel.joined))"),
            .init("operator.returned", "\(Phrase.number(funnel.returned))"),
            .init("operator.shut-out", "\(Phrase.number(shutOut))", detail: "operator.shut-out-detail"),
        ])
    }

    /// "4.2 %"
    static func percent(_ part: Int, of all: Int) -> Phrase { percent(all == 0 ? 0 : Double(part) * 100 / Double(all)) }

    private static func percent(_ value: Double) -> Phrase {
        let tenths = Int((value * 10).rounded())
        let written = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        return Phrase("operator.percent", ["rate": Phrase.decimal(written)])
    }

    /// "12 of 400"
    static func failed(_ failed: Int, of all: Int) -> Phrase { Phrase("operator.failed-of", ["failed": failed, "all": all]) }

    static func charts(_ days: [RolloutDay], csvPath: Path) -> HTML {
        let labels = days.map { day in Timestamp(rfc3339: day.day + "T00:00:00Z").map { DateForm.shortDay($0) } ?? .text(day.day) }
        let arrived = days.compactMap(\.arrived)
        let inside = total(days.map(\.inside))
        let outside = total(days.map(\.outside))
        let came: Chart? =
            arrived.count < days.count
            ? nil
            : Chart(
                .bars, title: Phrase("operator.came-inside", ["count": arrived.reduce(0, +)]), detail: "operator.came-inside-detail",
                .init(labels, [.init("operator.came", arrived.map { Double($0) })]), .init("operator.people-a-day"), csvPath: csvPath)
        let at = { (door: (failed: Int, all: Int), words: String) -> Phrase? in
            door.all == 0 ? nil : Phrase(words, ["rate": percent(door.failed, of: door.all)])
        }
        let rates = [at(inside, "operator.fail-inside"), at(outside, "operator.fail-outside")].compactMap(\.self)
        guard !rates.isEmpty else { return came?.html ?? HTML() }
        let compared = Chart(
            .lines,
            title: Phrase("operator.fail-more", ["rates": Phrase.all(rates)]),
            detail: "operator.fail-detail",
            .init(
                labels,
                [.init("operator.at-the-id", days.map { rate($0.inside) }), .init("operator.at-the-old", days.map { rate($0.outside) })]),
            .init("operator.per-cent") { percent($0) }, csvPath: csvPath)
        return "\(came)\(compared)"
    }

    private static func total(_ doors: [RolloutDay.Door]) -> (failed: Int, all: Int) {
        (doors.reduce(0) { $0 + $1.failed }, doors.reduce(0) { $0 + $1.episodes })
    }

    private static func rate(_ door: RolloutDay.Door) -> Double {
        door.episodes == 0 ? 0 : Double(door.failed) * 100 / Double(door.episodes)
    }

    /// The newest day first.
    static func table(_ days: [RolloutDay]) -> Table {
        let columns: [Table.Column] = [
            .init("operator.day"), .init("operator.at-the-id", .number), .init("operator.at-the-old", .number),
            .init("operator.wrong-codes", .number), .init("operator.seconds", .number), .init("operator.shut-out", .number),
            .init("operator.strangers", .number), .init("operator.tickets", .number),
        ]
        let rows = days.reversed().map { day -> [HTML] in
            let seconds = [day.inside.medianSeconds, day.outside.medianSeconds].map { $0.map { String($0) } ?? "–" }
            return [
                "\(day.day)", "\(failed(day.inside.failed, of: day.inside.episodes))",
                "\(failed(day.outside.failed, of: day.outside.episodes))",
                "\(Phrase.number(day.inside.wrongCodes)) / \(Phrase.number(day.outside.wrongCodes))", "\(seconds[0]) / \(seconds[1])",
                "\(Phrase.number(day.shutOut))", known(day.strangers), known(day.tickets),
            ]
        }
        return Table("operator.day-by-day", columns, rows: Array(rows), showsCaption: true)
    }

    /// A dash for what is not known.
    private static func known(_ count: Int?) -> HTML { count.map { "\(Phrase.number($0))" } ?? "–" }

    static func csv(_ days: [RolloutDay]) -> CSV {
        var csv = CSV(header: [
            "day", "arrived", "inside_episodes", "inside_failed", "inside_wrong_codes", "inside_median_seconds", "outside_episodes",
            "outside_failed", "outside_wrong_codes", "outside_median_seconds", "shut_out", "strangers", "questions",
        ])
        for day in days {
            let doors = [day.inside, day.outside].flatMap { door in
                [
                    "\(door.episodes)", "\(door.failed)", "\(door.wrongCodes)", door.medianSeconds.map { String($0) } ?? "",
                ]
            }
            let known = [day.arrived, day.strangers, day.tickets].map { $0.map { String($0) } ?? "" }
            csv.append([day.day, known[0]] + doors + ["\(day.shutOut)", known[1], known[2]])
        }
        return csv
    }
}
