type Place = 'localStorage' | 'sessionStorage'

/** What a browser keeps for this site under a name; null where it has nothing, or keeps nothing. */
export function readKept(place: Place, name: string): string | null {
  try {
    return window[place].getItem(name)
  } catch {
    // Who blocks what sites keep gets an error for the mere look at it.
    return null
  }
}

/** Has the browser keep a text. Gives whether it did: the place may be blocked, full or not there. */
export function keep(place: Place, name: string, text: string): boolean {
  try {
    window[place].setItem(name, text)
    return true
  } catch {
    return false
  }
}

/** Has the browser let go of what it keeps under a name. */
export function forget(place: Place, name: string): void {
  try {
    window[place].removeItem(name)
  } catch {
    // What keeps nothing has nothing to forget.
  }
}

/** True where the browser keeps something for this tab at all. */
export function keepsForTab(): boolean {
  const name = 'ztoken.kept'
  const isKept = keep('sessionStorage', name, '1') && readKept('sessionStorage', name) === '1'
  forget('sessionStorage', name)
  return isKept
}
