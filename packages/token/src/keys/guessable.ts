/**
 * What secrets are made of that a person wrote: the words of the trade, of examples and of advice.
 * Letters that digits and signs stand for are read as letters.
 */
const words =
  `placeholder authentication authorization authorisation administrator application characters
  configuration credentials cryptographic development environment everybody generated guardian
  hopefully important insecure interesting jsonwebtoken javascript microservice obviously
  original particularly passphrase password permanent personal postgres possible powerful private
  production programming project properly protected published purpose random really refresh
  replaced required sample secret security secure sentence server service session shared should
  signature signing somebody someone something spring staging standard stored string strong
  sunshine super supposed symmetric system temporary testing thing token tutorial ultra
  unguessable unique username utilities value variable version website whatever without workspace
  worldwide access actual advance after again algorithm always anything awesome backend banana
  based basic because before better between bits cannot change char chars choose client cloud
  code complex cookie correct could crack custom data database days debug decode default demo
  digits django docker docs double easily encode encoded encoding encrypt encrypted encryption
  ensure entropy entry equal even ever every example express extra extremely fancy fastify field
  first flask force frontend future gave generate generator get give good great guess guessed
  guessable hackers hard hash hello here hidden hmac host insert inside internal issuer jwts keep
  kept keyboard keys killer know known laravel large later length less letmein letter letters
  life line little local login long longer love machine made make many master matter maybe
  message minimum most must mybest nest never newer next nextauth nobody node nodejs none not
  note nothing null number numbers okay only online open over page pass people phrase platform
  please plus prod proxy public put qwerty rails react read ready really replace reset root
  running safe salt same save say second setec set shhhh sign signed simple size speak special
  start still store strict such supabase test text than the their them then these they this those
  through time times today too tool top totally true try type under until use used user users
  using very vault wants was way web welcome well were when where which while who will with word
  words work works world would write wrong year yes you your yours very ztoken admin api app auth
  base bearer best big bot cat dev dog for foo bar baz from has have how its jwt key krets kret
  let lets may mix new now one our own safely sha signer string via why want krypt is my of to`
    .split(/\s+/)
    .sort((one, other) => other.length - one.length)
const anyWord = new RegExp(words.join('|'), 'g')

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const stepped = ['1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', '1q2w3e4r5t6y7u8i9o0p']
/** Four characters and more of a row, forwards or back; one character four times and more. */
const runs = new RegExp(`${piecesOf([...rows, ...rows.map(reversed), ...stepped])}|(.)\\1{3,}`, 'g')

const letters: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** As much as nobody guesses, of what is left when all that is known was taken away. */
const leastUnknownBytes = 12
const parts = /[^a-z0-9\u0080-\uffff]/g
const mostLooked = 4096

/**
 * True for a secret that consists of words, rows of the keyboard and repetitions, as it stands or in
 * hex or base64: whoever tries words finds it, however long it is.
 */
export function isGuessable(text: string): boolean {
  const looked = text.slice(0, mostLooked)
  return [looked, ...decoded(looked)].some((one) => unknownBytes(one) < leastUnknownBytes)
}

/** How much of it no word and no row explains: written together, or as it is parted. */
function unknownBytes(text: string): number {
  const plain = text.toLowerCase().replace(runs, '')
  const spelt = plain.replace(/[013457@$!]/g, (character) => letters[character] ?? character)
  const parted = spelt.replace(parts, ' ')
  return Math.min(
    ...[parted, parted.replaceAll(' ', '')].map((one) =>
      Buffer.byteLength(one.replace(anyWord, '').replaceAll(' ', '')),
    ),
  )
}

/** The texts that a text may be another form of. */
function decoded(text: string): string[] {
  const hex = /^(?:0x)?([0-9a-f]+)$/i.exec(text)?.[1] ?? ''
  const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/.exec(text)?.[0] ?? ''
  return [Buffer.from(hex, 'hex'), Buffer.from(base64, 'base64')]
    .map((bytes) => bytes.toString('latin1'))
    .filter((one) => /^[\x20-\x7e]+$/.test(one))
}

function reversed(row: string): string {
  return [...row].reverse().join('')
}

/** An expression for four characters and more of any of these, of each the longest first. */
function piecesOf(all: readonly string[]): string {
  const pieces: string[] = []
  for (const row of all) {
    for (let length = row.length; length >= 4; length -= 1) {
      for (let at = 0; at + length <= row.length; at += 1) pieces.push(row.slice(at, at + length))
    }
  }
  return pieces.join('|')
}
