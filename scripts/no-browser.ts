/** The variable that says why the tests of a run have no browser; not set where they have one. */
export const noBrowserVariable = 'ZTOKEN_TESTS_NO_BROWSER'
