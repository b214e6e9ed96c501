import { describe, expect, it } from 'vitest'
import { createPasswords } from '../src/ground/password/index.ts'
import { cheapHashes } from './cheap-hashes.ts'

const passwords = createPasswords(cheapHashes)

/** Of these the ones that are refused as common. */
async function commonOf(texts: readonly string[]): Promise<string[]> {
  const common = []
  for (const text of texts) {
    const code = await passwords.requireAcceptable(text, []).catch((error) => error.code)
    if (code === 'password_common') common.push(text)
    else expect(code, text).toBeUndefined()
  }
  return common
}

/** What is refused, and beside it what is not any more. */
const patterns: Readonly<Record<string, readonly [common: string[], fine: string[]]>> = {
  'a run along the keyboard or the alphabet, round its end and back': [
    [
      ...['qwertyuiop[]', '[]qwerty', 'azertyui', "dfghjkl;'", "';lkjhgf", 'xcvbnm,./', '/.,mnbvc'],
      ...[
        'yzabcdef',
        'zyxwvuts',
        'cbazyxwv',
        '34567890',
        '-=123456',
        '=-098765',
        'zuiopqwe',
        '90123456',
      ],
    ],
    ['qwerfdsa tgb', 'adgjlcbm', 'acegikmo'],
  ],
  'a run with one character before it or two behind': [
    ['%dfghjkl', 'dfghjkl%', 'dfghjk%&', 'xfghjkl;', 'hgfdsa%&'],
    ['%&dfghjkl', 'dfghjk%&x', 'dfghj%&x', '%dfghj%&'],
  ],
  'few characters, each several times': [
    ['kkzzqqvv', 'kkkkkkkz', 'kzzzzzzzv', 'kkzzqqvvxxjj', '%%%%&&&&'],
    ['kkzzqqvvx', 'kkzzqvxj', 'kkzzqqvvxxjjww'],
  ],
  'a short piece several times, with a tail of two or of its own beginning': [
    [
      ...['zq7kzq7k', 'zq7kvzq7kv', 'zq7kvzq7kv!?', 'zq7zq7zq7zq', 'zq7zq7z!', 'zq7kv9xzq7kv9x'],
      ...['zq7kv9xzq7kv9xzq7kv', '业精于勤业精于勤'],
    ],
    ['zq7kvzq7k!', 'zq7kvzq7kv!?#', 'zq7kv9xwzq7kv9xw', 'zq7kvzq8kv'],
  ],
  'a short piece and the same from behind': [
    ['zq7kvvk7qz', 'zq7kvk7qz', 'zq7kv9x9vk7qz', 'zq7kv9xx9vk7qz'],
    ['zq7kv9xwx9vk7qz', 'zq7kv9xwwx9vk7qz', 'zq7kvvk7qx'],
  ],
  'a day of the last or of this century, however it is written': [
    [
      ...['1990 04 17', '1990.04.17', '1990/04/17', '1990_04_17', '1990-04-17', '17\t04\t1990'],
      ...['19000101', '20991231', '17041990', '04171990', '1741990!', '13121985', '12131985'],
      ...['31121985', '12311985', '19901231', '19903112', '19909900', '19842001'],
    ],
    [
      ...[
        '18991231',
        '21001231',
        '31131985',
        '13311985',
        '32121985',
        '12321985',
        '00171985',
        '40121985',
      ],
      ...['17001985', '18991999', '19870045', '174571985', '17+04+1990'],
    ],
  ],
  'a day with two characters around it, or two more digits': [
    [
      'a17041990',
      '17041990a',
      'a17041990b',
      'ab17041990',
      '17041990ab',
      '1990041755',
      '1704199055',
    ],
    ['ab17041990c', 'abc17041990', '17041990abc', '17041990555', 'a1704b1990'],
  ],
}

describe('S17 a password is none that people think of as a pattern of their own', () => {
  it.each(Object.entries(patterns))('%s', async (_, [common, fine]) => {
    expect(await commonOf(common)).toEqual(common)
    expect(await commonOf(fine)).toEqual([])
  })
})
