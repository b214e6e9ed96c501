/** The most used passwords of eight characters and more, and the beginnings of many others. */
const common: ReadonlySet<string> = new Set(
  `password passw0rd p@ssword p@ssw0rd passwort password1 password12 password123 password1234
  mypassword passpass passport pass1234 pass word1234 welcome welcome1 welcome123 letmein letmein1
  iloveyou iloveyou1 iloveyou2 loveyou princess princess1 sunshine sunshine1 football football1
  baseball baseball1 basketball superman superman1 batman123 spiderman pokemon1 starwars startrek
  trustno1 whatever whatever1 dragon123 monkey123 master123 shadow123 killer123 michael1 michelle
  jennifer jessica1 jonathan elizabeth samantha christian charlie1 ashley123 internet computer
  computer1 keyboard qwertyui qwertyuio qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345
  qwertz123 azertyui azertyuiop asdfasdf asdfghjk asdfghjkl asdf1234 asdfjkl; zxcvbnm1 zxcvbnm123
  zxcvzxcv 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5 qazwsxedc qazwsx123 1q2w3e4r
  1q2w3e4r5t 1234qwer qwer1234 q1w2e3r4t5y6 zaq12wsx zaq1zaq1 !qaz2wsx 1qaz@wsx 1qaz!qaz
  administrator admin123 admin1234 admin888 admin666 adminadmin administrator1 root1234 rootroot
  toor1234 testtest test1234 test12345 testing1 testing123 tester123 guest123 guestguest user1234
  username default1 changeme changeme1 changeme123 secret123 secret1234 supersecret access14
  access123 abcd1234 abc12345 abc123456 abcd12345 abcdefg1 abc123abc a1b2c3d4 a1b2c3d4e5 a123456789
  a12345678 a1234567 aa123456 aa12345678 aaa12345 qq123456 qq123456789 qq12345678 q123456789 w123456789
  z123456789 zz123456 xx123456 wang1234 zhang123 woaini11 woaini123 woaini520 woaini1314 woaini521
  5201314520 52013145 1314520520 13145200 5201314a 520131400 5211314a 7758521a 77585210 31415926
  3141592654 14789632 147258369 147258369a 159753456 123qweasd 123qwe123 123123qwe qweqweqwe qwe123456
  qweasdzxc qweasd123 wsxedc123 asd123456 zxc123456 zxcvbnm, 123456abc 123456aa 123456qq 123456asd
  123456789a 12345678a 1234567a 1234567890a 0987654321 9876543210 987654321 87654321 123123123 12341234
  12121212 123321123 1233211234567 11223344 112233445566 10203040 1029384756 88888888 66666666 99999999
  football2 hello123 hello1234 helloworld hellohello goodluck godblessyou blessed1 jesus123 freedom1
  liverpool chelsea1 arsenal1 manchester barcelona realmadrid juventus corvette mercedes porsche911
  ferrari1 mustang1 harley123 yamaha123 toyota123 samsung1 samsung123 nokia123 iphone123 android1
  google123 facebook facebook1 twitter1 linkedin instagram youtube1 minecraft fortnite roblox123
  butterfly chocolate cheesecake strawberry blueberry sunflower rainbow1 diamond1 marlboro budweiser
  heineken november december september october1 february january1 summer123 winter123 spring123
  autumn123 monday123 friday123 sunday123 lovelove lovers123 lovely123 babygirl babygirl1 beautiful
  cocacola pepsi123 snoopy123 garfield scooby123 tinkerbell pikachu1 naruto123 dragonball onepiece
  metallica slipknot1 nirvana1 greenday blink182 linkinpark eminem123 rockstar rockandroll
  fuckyou1 fuckyou123 fuckoff1 asshole1 bullshit motherfucker ztoken123 ztoken1234 ztokenztoken
  nothing1 nopassword nopass123 password! password1! p@ssw0rd1 p@ssword1 passw0rd1 pa55word pa55w0rd
  letmein123 openssame opensesame abracadabra superstar superuser supervisor manager1 operator
  security security1 cisco123 oracle123 mysql123 postgres server123 database windows1 windows10
  linux123 ubuntu123 debian123 raspberry samsung12 huawei123 xiaomi123 alibaba1 tencent1 weixin123
  wechat123 taobao123 beijing1 beijing123 shanghai shanghai123 shenzhen guangzhou zhongguo zhongguo1
  china123 nihao123 nihaonihao mima1234 mima123456 wodemima caonima1 caonima123`.split(/\s+/),
)

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/**
 * True for a common password, in lower case, with or without the digits and signs people add, and
 * for one character repeated, a short piece repeated, and a run along the alphabet or keyboard.
 */
export function isCommon(password: string): boolean {
  if (common.has(password) || /^(.{1,3})\1+.?$/u.test(password)) return true
  if (rows.some((row) => row.repeat(2).includes(password) || reversed(row).includes(password))) {
    return true
  }
  const stem = password.replace(/[0-9!@#$%.*?_-]+$/, '')
  return stem.length >= 5 && (common.has(stem) || stems.has(stem))
}

/** Words that stay common whatever digits follow. */
const stems: ReadonlySet<string> = new Set(
  'admin administrator hello welcome qwert qwerty letme dragon monkey master shadow killer woaini ztoken login guest superman princess sunshine iloveyou'.split(
    ' ',
  ),
)

function reversed(row: string): string {
  return [...row].reverse().join('').repeat(2)
}
