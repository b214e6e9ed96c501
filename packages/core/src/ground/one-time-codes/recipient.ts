import type { Identifiers } from '../account/identifiers.ts'
import type { IdentityName } from '../account/identity.ts'

/** Whom a code is sent to: exactly one of the two. */
export interface CodeRecipient {
  /** In any form: `13800138000`, `+86 138-0013-8000`. */
  readonly phone?: string
  readonly email?: string
}

/** A code as somebody shows it. */
export interface CodeAnswer extends CodeRecipient {
  /** What asking for the code gave. */
  readonly challengeId: string
  /** As it was typed. */
  readonly code: string
}

/**
 * Throws ZtokenError `phone_invalid`, `email_invalid`; `invalid_request` where it is neither a phone
 * nor an address, or both.
 */
export async function requireRecipient(
  { identifiers }: { readonly identifiers: Identifiers },
  { phone, email }: CodeRecipient,
): Promise<IdentityName> {
  return identifiers.require({
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
  })
}
