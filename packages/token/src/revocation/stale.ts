/** What a guard does when its knowledge of revocations is older than the limit. */
export type StalePolicy = 'refuse' | 'ask' | 'serve'
