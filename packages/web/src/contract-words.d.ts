/** What `build/contract-words.ts` makes of the contract. */
declare module 'virtual:contract-words' {
  type Contract = typeof import('@ztoken/contract')
  export const permissions: Contract['permissions']
  export const eventTitles: Contract['eventTitles']
  export const eventMeanings: Contract['eventMeanings']
}
