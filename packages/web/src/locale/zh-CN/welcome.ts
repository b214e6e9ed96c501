export default {
  welcome: {
    title: '创建首位管理员',
    lead: '欢迎使用。这个账号可以管理整台服务器，请设置安全的密码。',
    noToken: '请粘贴服务器启动时打印的初始化链接。',
    token: '初始化链接或令牌',
    tokenHint: '尚无管理员时，服务器启动时会打印。',
    submit: '创建管理员',
    refused:
      '链接无效：已过期、不完整，或者已有管理员。尚无管理员时，服务器每次启动都会打印新的链接。',
  },
} as const
