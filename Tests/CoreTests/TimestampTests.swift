import Core
import Testing

@Suite("Times")
struct TimestampTests {
    @Test(
        "A time reads as it was written",
        arguments: [
            ("2016-07-02T03:57:36+00:00", 1_467_431_856_000), ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1),
            ("2024-02-29T12:30:00.5+02:00", 1_709_202_600_500), ("2000-12-31T23:59:59-11:30", 978_348_599_000),
        ])
    func reads(text: String, milliseconds: Int64) throws {
        let time = try #require(Timestamp(rfc3339: text))
        #expect(time.milliseconds == milliseconds)
        #expect(Timestamp(rfc3339: time.rfc3339) == time)
    }

    @Test(
        "What is not a time is refused",
        arguments: [
            "yesterday", "", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01", "2024-01-01T00:00:00",
            "2024-01-01T00:00:00Zx",
        ])
    func refuses(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test("Every day of four centuries goes to a calendar date and back")
    func calendar() {
        for day in stride(from: -50_000, to: 100_000, by: 1) {
            let date = CalendarTime(Timestamp(seconds: Int64(day) * 86400))
            #expect(CalendarTime.days(year: date.year, month: date.month, day: date.day) == day)
        }
    }
}
