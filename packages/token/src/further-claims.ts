import { checkedOwnClaims, noClaims, type OwnClaims, textOfOwnClaims } from './own-claims.ts'

/** When and how somebody showed who they are (RFC 9068 §2.2.1), as far as the session knows. */
export interface AuthenticationClaims {
  /** In seconds; 0: nothing that counts for what is sensitive. */
  readonly auth_time: number
  /** By the names of RFC 8176, e.g. `pwd`; none: the application vouched. */
  readonly amr: readonly string[]
}

/** What stands in a token behind what is in all of them, and only where there is something to say. */
export interface FurtherClaims extends Partial<AuthenticationClaims> {
  /** What the application says besides. */
  readonly ext?: OwnClaims
}

const mostMethods = 8
const name = '[a-z][a-z0-9]{0,15}'
const nameForm = new RegExp(`^${name}$`)
const method = `"${name}"`
const form = new RegExp(
  `^(?:,"auth_time":(0|[1-9][0-9]{0,15}),"amr":(\\[(?:${method}(?:,${method}){0,${mostMethods - 1}})?\\]))?(?:,"ext":(\\{.{1,510}\\}))?$`,
)

/** Of the methods that a session knows those that a token can name, each once. */
export function nameableMethods(amr: readonly string[]): readonly string[] {
  return [...new Set(amr)].filter((one) => nameForm.test(one)).slice(0, mostMethods)
}

/** The end of a payload, from its first comma to before the last brace; empty for no claims. */
export function textOfFurtherClaims({ auth_time, amr, ext = noClaims }: FurtherClaims): string {
  const shown =
    auth_time === undefined ? '' : `,"auth_time":${auth_time},"amr":${JSON.stringify(amr)}`
  const own = Object.keys(ext).length === 0 ? '' : `,"ext":${textOfOwnClaims(ext)}`
  return `${shown}${own}`
}

/** The way back; null for whatever `textOfFurtherClaims` does not write. */
export function parseFurtherClaims(text: string): FurtherClaims | null {
  if (text === '') return {}
  const [, authTime, amr, ext] = form.exec(text) ?? []
  try {
    const claims = {
      ...(amr && { auth_time: Number(authTime), amr: Object.freeze(JSON.parse(amr)) }),
      ...(ext && { ext: checkedOwnClaims(JSON.parse(ext)) }),
    }
    checkFurtherClaims(claims)
    return textOfFurtherClaims(claims) === text ? claims : null
  } catch {
    return null
  }
}

/** Throws TypeError unless an issuer may say this of somebody; `ext` has been checked before. */
export function checkFurtherClaims({ auth_time, amr }: FurtherClaims): void {
  if (auth_time === undefined && amr === undefined) return
  if (!Number.isSafeInteger(auth_time) || (auth_time as number) < 0 || Object.is(auth_time, -0)) {
    throw new TypeError('auth_time has to be in whole seconds')
  }
  if (!Array.isArray(amr) || new Set(amr).size !== amr.length) {
    throw new TypeError('amr is a list of methods, each once')
  }
  if (form.test(`,"auth_time":0,"amr":${JSON.stringify(amr)}`)) return
  throw new TypeError('amr names methods as RFC 8176 does')
}
