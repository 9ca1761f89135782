package import Core
package import Language

/// A chart drawn on the server: a title that states the finding, axes with units, and a table of the same numbers below.
///
/// All positions are percentages of the plot area, so that text keeps its size at every width and no inline style is needed.
package struct Chart: Component {
    package enum Kind: Sendable { case bars, lines }
    package struct Series: Sendable {
        let name: Phrase
        let values: [Double]
        package init(_ name: Phrase, _ values: [Double]) {
            self.name = name
            self.values = values
        }
    }
    /// The days of the horizontal axis and the values above them.
    package struct Days: Sendable {
        let labels: [Phrase]
        let series: [Series]
        /// Where each label leads; none if they lead nowhere.
        let links: [Path]
        /// At most four series are drawn.
        package init(_ labels: [Phrase], _ series: [Series], links: [Path] = []) {
            self.labels = labels
            self.series = Array(series.prefix(4))
            self.links = links
        }
    }
    /// The vertical axis.
    package struct Scale: Sendable {
        let unit: Phrase?
        let floor: Double
        let ceiling: Double?
        let format: @Sendable (Double) -> Phrase

        /// `unit` stands after "in": "messages a day". `ceiling` fixes the upper end (100 for per cent), `floor` the lower end, which for bars is always 0.
        package init(
            _ unit: Phrase?, floor: Double = 0, ceiling: Double? = nil,
            format: @escaping @Sendable (Double) -> Phrase = { .number(Int($0.rounded())) }
        ) {
            self.unit = unit
            self.floor = floor
            self.ceiling = ceiling
            self.format = format
        }
    }
    let kind: Kind
    let title: Phrase
    let detail: Phrase
    let days: Days
    let scale: Scale
    let csvPath: Path?
    private var table: Table?

    /// `title` states the finding and `detail` says what is shown.
    package init(_ kind: Kind, title: Phrase, detail: Phrase, _ days: Days, _ scale: Scale, csvPath: Path? = nil) {
        self.kind = kind
        self.title = title
        self.detail = detail
        self.days = days
        self.scale = scale
        self.csvPath = csvPath
    }

    /// The same with a table below that says more than the numbers that are drawn.
    package func with(_ table: Table) -> Chart {
        var copy = self
        copy.table = table
        return copy
    }

    private var labels: [Phrase] { days.labels }
    private var series: [Series] { days.series }

    private static let lines = 4

    /// The upper end of the vertical axis: `ceiling`, or four steps that reach every value. A step is 1, 2, 2.5 or 5 times a power of ten.
    private var top: Double {
        if let ceiling = scale.ceiling { return ceiling }
        let highest = series.flatMap(\.values).max() ?? 0
        guard highest > 0 else { return Double(Self.lines) }
        let step = max(highest / Double(Self.lines), 0.01)
        var power = 1.0
        while power * 10 <= step { power *= 10 }
        while power > step { power /= 10 }
        let factor = [1, 2, 2.5, 5, 10].first { $0 * power >= step } ?? 10
        let nice = factor * power
        return (nice < 1 && highest >= 1 ? 1 : nice) * Double(Self.lines)
    }

    package var html: HTML {
        let top = top
        let low = kind == .bars ? 0 : scale.floor
        let format = scale.format
        let ticks = (0...Self.lines).reversed().map { index -> HTML in
            "<span>\(format(low + (top - low) * Double(index) / Double(Self.lines)))</span>"
        }
        let grid = (0...Self.lines).map { index -> HTML in
            let y = percent(Double(index) / Double(Self.lines))
            return "<line class=\"\(index == Self.lines ? "axis" : "grid")\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }
        let legend = series.count < 2 ? HTML() : "<ul class=\"legend\">\(series.enumerated().map { key($0.offset, $0.element.name) })</ul>"
        let csv: HTML? = csvPath.map { "<a href=\"\($0)\">\(words: "list.csv")</a>" }
        let rows = labels.enumerated().map { index, label -> [HTML] in
            [linked("\(label)", index)] + series.map { one in one.values.indices.contains(index) ? "\(format(one.values[index]))" : HTML() }
        }
        let table = table ?? Table(detail, [.init("chart.day")] + series.map { .init($0.name, .number) }, rows: rows)
        let caption = scale.unit.map { Phrase("chart.in-unit", ["detail": detail, "unit": $0]) } ?? detail
        return """
            <figure class="chart"><figcaption><strong>\(title)</strong><span>\(caption)</span></figcaption>\(legend)\
            <div class="area"><div class="y" aria-hidden="true">\(ticks)</div>\
            <svg class="plot" role="\(days.links.isEmpty ? "img" : "group")" aria-label="\(words: "chart.described", ["title": title])">\
            \(grid)\(kind == .bars ? bars(top) : curves(top))\(hits)</svg><svg class="x" aria-hidden="true">\(names)</svg></div>\
            <div class="chart-links"><details><summary>\(Icon.chevron)\(words: "chart.as-table")</summary>\(table)</details>\(csv)</div></figure>
            """
    }

    private func key(_ index: Int, _ name: Phrase) -> HTML {
        let sample: HTML =
            kind == .bars
            ? "<rect class=\"series-\(index + 1)\" width=\"12\" height=\"10\" rx=\"2\"/>"
            : "<line class=\"series-\(index + 1)\" x1=\"0\" x2=\"16\" y1=\"5\" y2=\"5\"/>"
        return "<li><svg aria-hidden=\"true\">\(sample)</svg>\(name)</li>"
    }

    private func bars(_ top: Double) -> [HTML] {
        let slot = 1 / Double(max(1, labels.count))
        let width = slot * 0.72 / Double(max(1, series.count))
        return series.enumerated().flatMap { place, one in
            one.values.prefix(labels.count).enumerated().map { index, value -> HTML in
                let height = min(1, max(0, value / top))
                let x = (Double(index) + 0.14) * slot + Double(place) * width
                return """
                    <rect class="series-\(place + 1)" x="\(percent(x))" y="\(percent(1 - height))" \
                    width="\(percent(width))" height="\(percent(height))" rx="1.5"/>
                    """
            }
        }
    }

    private func curves(_ top: Double) -> [HTML] {
        let slot = 1 / Double(max(1, labels.count))
        return series.enumerated().flatMap { place, one -> [HTML] in
            let points = one.values.prefix(labels.count).enumerated().map {
                ((Double($0.offset) + 0.5) * slot, 1 - min(1, max(0, ($0.element - scale.floor) / max(top - scale.floor, 0.0001))))
            }
            let segments = zip(points, points.dropFirst()).map { from, to -> HTML in
                "<line class=\"series-\(place + 1)\" x1=\"\(percent(from.0))\" y1=\"\(percent(from.1))\" x2=\"\(percent(to.0))\" y2=\"\(percent(to.1))\"/>"
            }
            let dots =
                points.count > 20
                ? []
                : points.map { point -> HTML in
                    "<circle class=\"series-\(place + 1)\" cx=\"\(percent(point.0))\" cy=\"\(percent(point.1))\" r=\"3\"/>"
                }
            return segments + dots
        }
    }

    /// One hover area for each label. Its tooltip lists the values.
    private var hits: [HTML] {
        let slot = 1 / Double(max(1, labels.count))
        return labels.enumerated().map { index, label -> HTML in
            let values = series.filter { $0.values.indices.contains(index) }.map { one -> HTML in
                "\n\(words: "chart.value", ["name": one.name, "value": scale.format(one.values[index])])"
            }
            let area: HTML = """
                <rect class="hit" x="\(percent(Double(index) * slot))" y="0" width="\(percent(slot))" height="100%">\
                <title>\(label)\(values)</title></rect>
                """
            // The table has the same links for the keyboard.
            guard days.links.indices.contains(index) else { return area }
            return "<a href=\"\(days.links[index])\" tabindex=\"-1\" aria-hidden=\"true\">\(area)</a>"
        }
    }

    private func linked(_ label: HTML, _ index: Int) -> HTML {
        days.links.indices.contains(index) ? "<a href=\"\(days.links[index])\">\(label)</a>" : label
    }

    /// About eight labels fit on a wide screen, four on a phone.
    private var names: [HTML] {
        let every = max(1, (labels.count + 7) / 8)
        return labels.enumerated().filter { $0.offset % every == 0 }.map { index, label -> HTML in
            let x = (Double(index) + 0.5) / Double(max(1, labels.count))
            let place = index / every
            return
                "<text\(" class=\"wide-only\"" as HTML, if: place % 2 == 1) x=\"\(percent(x))\" y=\"17\" text-anchor=\"middle\">\(label)</text>"
        }
    }

    private func percent(_ part: Double) -> String {
        let hundredths = Int((part * 10000).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)%"
    }
}
