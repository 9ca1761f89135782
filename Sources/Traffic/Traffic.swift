// What products share that keep what they sent: keys that sort by time, days and months in UTC, times by name, and lines of a
// request or a file with the verdict of each.
// It has no table of its own, and knows neither messages nor mails.
