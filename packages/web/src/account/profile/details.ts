import { type UpdateMeBody, type UserView, updateMeBody } from '@ztoken/contract'

export const nameLength = updateMeBody.properties.name.maxLength
export const introLength = updateMeBody.properties.intro.maxLength

export type DetailFault = 'nameMissing' | 'nameLong' | 'introLong'

export interface Details {
  /** What of it is new; empty where nothing is. */
  readonly changes: UpdateMeBody
  readonly nameFault?: DetailFault | undefined
  readonly introFault?: DetailFault | undefined
}

/** Characters as the server counts them: code points. */
export function lengthOf(text: string): number {
  return [...text].length
}

/** What the form says, in the server's terms. A name is one line without control characters. */
export function detailsIn(name: string, intro: string, user: UserView): Details {
  const line = name.replace(/\p{Cc}+/gu, ' ').trim()
  const text = intro.replaceAll('\0', '')
  const kept = text.trim() === '' ? null : text
  return {
    changes: {
      ...(line !== (user.name ?? '') && { name: line }),
      ...(kept !== user.intro && { intro: kept }),
    },
    nameFault: nameFaultOf(line, user),
    introFault: lengthOf(text) > introLength ? 'introLong' : undefined,
  }
}

function nameFaultOf(line: string, user: UserView): DetailFault | undefined {
  if (lengthOf(line) > nameLength) return 'nameLong'
  // Who never had a name may stay without one.
  return line === '' && user.name !== null ? 'nameMissing' : undefined
}
