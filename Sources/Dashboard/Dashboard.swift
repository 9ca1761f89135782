// The Customer Dashboard: messages of an account's projects, their analytics, what they cost, and the pages that show them.
//
// It is an ordinary relying party. At each request it asks the ID, through ProductKit, who the person is, which role and projects they
// have and what the role may see. It never stores people, roles or projects. Its own database holds messages, sums and the ledger.
//
// The cost of a page: one call to the ID (`GET /api/v1/me`) and one indexed read of the account's traffic projects. The overview adds two
// reads of the day summaries. The list of messages adds one index scan for each project and status (51 rows each, for any number of
// messages). Billing adds two small sums. Searches by words or number use the index of terms, on separate threads: at 300,000 messages a
// word takes 1 ms, a number 1 to 10 ms, the beginning of a common word (`co*`) 300 ms. Counting stops at 10,000 matches of a search.
