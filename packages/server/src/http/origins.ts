const asBrowsersSend = 'has to list origins as browsers send them, e.g. https://app.example'
const form = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::([0-9]{1,5}))?\/?$/

/** Schemes of an app's or an extension's own pages send the text after `://` as it is. */
const defaultPorts: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
])

/**
 * An origin as it will be compared: `scheme://host[:port]` of any scheme (`capacitor://localhost`,
 * `chrome-extension://…`), in small letters, without a default port or a slash at its end. A text
 * that comes back is what is wrong with it.
 */
export function readOrigin(given: string): { readonly origin: string } | string {
  const text = given.trim().toLowerCase()
  if (text.includes('*')) {
    return 'has an asterisk: whoever gets one name below would be let in; list each origin'
  }
  if (text === 'null' || text.startsWith('file:')) {
    return 'has null or file://, which any page can be: serve the page from an address and list that'
  }
  if (form.exec(text) === null && URL.canParse(text) && /^https?:\/\//.test(text)) {
    return readWebOrigin(text)
  }
  const [, scheme = '', host = '', port] = form.exec(text) ?? []
  if (scheme === '') return asBrowsersSend
  if (defaultPorts.has(scheme)) return readWebOrigin(text)
  if (['data', 'blob', 'javascript', 'about', 'ws', 'wss', 'ftp'].includes(scheme)) {
    return asBrowsersSend
  }
  if (Number(port ?? 0) > 65_535) return asBrowsersSend
  return { origin: `${scheme}://${host}${port === undefined ? '' : `:${port}`}` }
}

/** Of the web: names outside ASCII become what browsers send of them. */
function readWebOrigin(text: string): { readonly origin: string } | string {
  if (!URL.canParse(text)) return asBrowsersSend
  const { origin, pathname, search, hash, username, password } = new URL(text)
  const isBare = pathname === '/' && [search, hash, username, password].every((part) => part === '')
  return isBare && !/[?#@\\]/.test(text) ? { origin } : `${asBrowsersSend}, without a path`
}
