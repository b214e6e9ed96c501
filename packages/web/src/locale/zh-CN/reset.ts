export default {
  reset: {
    title: '设置新密码',
    lead: '设置后所有设备都会退出，请用新密码重新登录。',
    noToken: '请粘贴管理员给你的重置链接。',
    token: '重置链接或令牌',
    tokenHint: '只能用一次，并且很快过期。',
    goOn: '继续',
    password: '新密码',
    submit: '设置密码',
    refused: '这个链接不能用：已经用过、已过期或者不完整。请向管理员要一个新的。',
  },
} as const
