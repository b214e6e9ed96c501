/** As many as a test has at most: the place for all that are remembered is set aside by every core. */
export const knownAccounts = 200
