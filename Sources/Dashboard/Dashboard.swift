// The Customer Dashboard: messages of an account's projects, their analytics, what they cost, and the pages that show them.
//
// It is an ordinary relying party. Who somebody is, which role and projects they have and what the role may see it learns from the ID at
// each request through ProductKit; people, roles and projects are never stored here. Its own database holds messages, sums and the ledger.
