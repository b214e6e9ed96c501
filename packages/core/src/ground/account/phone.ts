import { ZtokenError } from '@ztoken/contract'
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import { dialled } from './written.ts'

/** As it is given, with all that nobody sees; and what is left of it. */
const longestGiven = 128
const longest = 32
const chineseMobile = /^1[2-9][0-9]{9}$/

/** Phone numbers in their one canonical form. */
export interface Phones {
  /**
   * In: a number as people write and paste it, of the default region unless it begins with `+` or
   * `00`. What nobody sees (directions, joiners, soft hyphens, blanks at an end) and `tel:` decide
   * nothing; full-width digits are digits; a blank, a dot, a dash of any kind or parentheses may
   * stand between digits. Out: E.164.
   * Throws ZtokenError `phone_invalid`.
   */
  requireCanonical(text: unknown): string
  /** As the tutorial's routes take it: exactly eleven ASCII digits. Throws `phone_invalid`. */
  requireTutorial(text: unknown): string
  /**
   * In: E.164. Out: the region whose mobile number it can be (ISO 3166-1); null where it is of none,
   * as numbers that are charged for.
   */
  mobileRegionOf(phone: string): Promise<string | null>
  /** As the tutorial shows it: without `+86` where it is a Chinese number. */
  tutorialForm(phone: string): string
}

/** True for an ISO 3166-1 code of a region with phone numbers. */
export function isRegion(text: string): text is CountryCode {
  return isSupportedCountry(text)
}

/** Throws TypeError where the region is not an ISO 3166-1 code with phone numbers. */
export function createPhones(defaultRegion: string): Phones {
  if (!isRegion(defaultRegion)) throw new TypeError('the region is not known')

  return {
    requireCanonical(text) {
      if (typeof text !== 'string' || text.length > longestGiven) throw invalid()
      return chineseOf(text, defaultRegion) ?? canonical(text, defaultRegion)
    },
    requireTutorial(text) {
      if (typeof text !== 'string' || !chineseMobile.test(text)) throw invalid()
      return `+86${text}`
    },
    async mobileRegionOf(phone) {
      if (phone.startsWith('+86')) return chineseMobile.test(phone.slice(3)) ? 'CN' : null
      // Loaded only where somebody has one: it is twice the rest.
      const { parsePhoneNumberFromString: parse } = await import('libphonenumber-js/mobile')
      const number = parse(phone)
      return number?.isValid() ? (number.country ?? null) : null
    },
    tutorialForm(phone) {
      return phone.startsWith('+86') ? phone.slice(3) : phone
    },
  }
}

/** The common case, eleven plain digits, needs no library. */
function chineseOf(text: string, region: string): string | null {
  return region === 'CN' && chineseMobile.test(text) ? `+86${text}` : null
}

/**
 * Digits with one separator at most between two of them, and maybe a plus. Two separators in a row,
 * a line end or a slash stand between numbers, not inside of one.
 */
function plainOf(text: string): string {
  const parted = dialled(text)
  // Digits of other scripts than ours are none here.
  if (parted.length > longest || !/^\+? ?[0-9]+([ .-][0-9]+)*$/.test(parted)) throw invalid()
  return parted
}

function canonical(text: string, region: CountryCode): string {
  const plain = plainOf(text)
  const number = parsePhoneNumberFromString(plain.replace(/^00/, '+'), region)
  // People of China write their country code without a plus, too: 86-138-0013-8000.
  const found = number?.isPossible() ? number : withCountryCode(plain, region)
  if (found === null || !found.isPossible()) throw invalid()
  if (found.countryCallingCode === '86' && !chineseMobile.test(found.nationalNumber))
    throw invalid()
  return found.number
}

function withCountryCode(
  plain: string,
  region: CountryCode,
): NonNullable<ReturnType<typeof parsePhoneNumberFromString>> | null {
  if (plain.startsWith('+') || plain.startsWith('00')) return null
  const number = parsePhoneNumberFromString(`+${plain}`)
  const home = parsePhoneNumberFromString('0', region)?.countryCallingCode
  return number &&
    (home === undefined || number.countryCallingCode === home) &&
    number.country === region
    ? number
    : null
}

function invalid(): ZtokenError {
  return new ZtokenError('phone_invalid', { field: '/phone' })
}
