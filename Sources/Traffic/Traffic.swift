// What products share that keep what they sent: keys that sort by time, days and months in UTC, times by name, and lines of a body or a file.
// It has no table of its own, and knows neither messages nor mails.
