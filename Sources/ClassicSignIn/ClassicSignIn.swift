// ClassicSignIn is a product's own sign-in, by the logins that its people had before the ID: while they move, whoever is not inside yet
// signs in here, with the old password and the old second factor, and opens this product alone. It is removable: a product without it signs
// everybody in at the ID.
//
// It asks the ID where each login is answered, keeps its own copy of the old credentials from the ID's list (sealed to a key of this
// product), and tells the ID of each try, so that guesses at both doors count together. Nothing of the ID opens its tables, and it opens
// nothing of the ID's. What it proves becomes a token by an assertion (RFC 7523), which counts only until the login has moved.
