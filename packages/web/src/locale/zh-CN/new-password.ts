export default {
  newPassword: {
    hint: '至少 8 个字符，可以用空格和任何文字；几个不相关的词连起来就很好。',
    strength: '密码强度',
    level: {
      short: '太短：至少 8 个字符。',
      long: '太长：最多 256 个字符。',
      worst: '很弱。',
      weak: '较弱。',
      fair: '一般。',
      good: '较好。',
      best: '很好。',
    },
    weakness: {
      own: '手机号和名字很容易被猜到。',
      common: '很多人都用类似的密码。',
      pattern: '键盘顺序、重复和连续的字符很容易被猜到。',
      date: '日期和年份很容易被猜到。',
      plain: '再加一两个词会更好。',
    },
  },
} as const
