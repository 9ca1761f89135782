// Evidence says, from episodes of signing in, whether people inside a move fail more often than they did outside. Pure functions and values:
// no storage, no clock, no people. The method and its error bounds are derived in docs/decisions/0034-evidence-at-any-time.md.
//
// An episode is one person's tries in one browser; it failed or it did not. Evidence is a number that begins at 1 and, while nothing is wrong,
// exceeds 1/a at any time with a probability of a at most (Ville's inequality). So it may be looked at after every episode.
