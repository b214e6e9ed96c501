export default {
  reset: {
    title: '设置新密码',
    lead: '设置后所有设备都会退出登录，请用新密码重新登录。',
    byCode: '用验证码确认是你本人。设置后所有设备都会退出登录，请用新密码重新登录。',
    noToken: '请粘贴管理员给你的重置链接。',
    token: '重置链接或令牌',
    tokenHint: '只能使用一次，并且很快过期。',
    goOn: '继续',
    password: '新密码',
    submit: '设置密码',
    refused: '链接无效：已使用、已过期或不完整。请联系管理员重新获取。',
  },
} as const
