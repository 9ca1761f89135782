import Core
import Testing

@Suite("Metrics in the text format of Prometheus") struct MetricTests {
    @Test("A counter is shown with its labels in order, what stands in them escaped; one without labels from the start")
    func counters() {
        let counter = Counter("a_total", "What it counts.", labels: ["kind", "of"])
        #expect(counter.text == "# HELP a_total What it counts.\n# TYPE a_total counter\n")
        counter.add(1, "mail", "b")
        counter.add(2, "mail", "a\"\\\n")
        #expect(
            counter.samples == [
                #"a_total{kind="mail",of="a\"\\\n"} 2"#, #"a_total{kind="mail",of="b"} 1"#,
            ])
        #expect(Counter("b_total", "B.").samples == ["b_total 0"])
    }

    @Test("A gauge shows whole numbers without a point, and forgets what is not named any more")
    func gauges() {
        let gauge = Gauge("g", "G.", labels: ["x"])
        gauge.set(3, "a")
        gauge.set(0.25, "b")
        #expect(gauge.samples == [#"g{x="a"} 3"#, #"g{x="b"} 0.25"#])
        gauge.replace([["c"]: 1])
        #expect(gauge.samples == [#"g{x="c"} 1"#])
    }

    @Test("A histogram counts a value in every bucket that holds it")
    func histograms() {
        let histogram = Histogram("h", "H.", bounds: [1, 2])
        for value in [0.5, 1, 1.5, 9] { histogram.add(value) }
        #expect(
            histogram.samples == [
                #"h_bucket{le="1.0"} 2"#, #"h_bucket{le="2.0"} 3"#, #"h_bucket{le="+Inf"} 4"#, "h_sum 12.0", "h_count 4",
            ])
    }

    @Test("A traceparent is taken up under a span of our own; anything that is none is left alone (W3C Trace Context)")
    func traces() throws {
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let trace = try #require(Trace(header: header))
        #expect(trace.id == "4bf92f3577b34da6a3ce929d0e0e4736" && trace.span.utf8.count == 16 && trace.span != "00f067aa0ba902b7")
        #expect(trace.header == "00-4bf92f3577b34da6a3ce929d0e0e4736-\(trace.span)-01")
        for wrong in [
            "", "01" + header.dropFirst(2), header.uppercased(), header + "-x", String(header.dropLast()),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        ] {
            #expect(Trace(header: wrong) == nil, "\(wrong)")
        }
    }
}
