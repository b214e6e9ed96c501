export default {
  newPassword: {
    hint: '至少 8 个字符，可含空格和任意文字；用几个不相关的词组合更安全。',
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
      own: '手机号和昵称很容易被猜到。',
      common: '很多人都用类似的密码。',
      pattern: '键盘顺序、重复和连续的字符很容易被猜到。',
      date: '日期和年份很容易被猜到。',
      plain: '再加一两个词会更安全。',
    },
  },
} as const
