// The Customer Dashboard: messages of an account's projects, their analytics, what they cost, and the pages that show them.
//
// It is an ordinary relying party. Who somebody is, which role and projects they have and what the role may see it learns from the ID at
// each request through ProductKit; people, roles and projects are never stored here. Its own database holds messages, sums and the ledger.
//
// What a page costs: one call to the ID (`GET /api/v1/me`), one indexed read of the account's traffic projects, and then for the overview two
// reads of the day summaries, for messages one walk along an index for each project and status (51 rows each, however many there are), for
// billing two small sums. Searches by words or number go through the index of terms, on threads of their own; at 300,000 messages a word
// takes 1 ms, a number 1 to 10, the beginning of a common word (`co*`) 300. Counting stops at 10,000 matches of a search.
