/** The processes that answer at one address, this one among them: each tells what it counted. */
export interface Peers {
  /** What this process tells where somebody asks for it by this name. */
  answer(name: string, tell: (given: string) => Promise<unknown>): void
  /** What all of them tell, at least this one; who does not answer in time is left out. */
  ask(name: string, given: string): Promise<readonly unknown[]>
}

/** A process that shares its address with nobody. */
export function createAlone(): Peers {
  const told = new Map<string, (given: string) => Promise<unknown>>()
  return {
    answer: (name, tell) => void told.set(name, tell),
    ask: async (name, given) => [await told.get(name)?.(given)],
  }
}
