export default {
  codes: {
    code: '验证码',
    send: '获取验证码',
    again: '重新获取',
    againIn: '{n} 秒后可重新获取',
    sentAgain: '新的验证码已发送，之前的已失效。',
    change: { phone: '更换手机号', email: '更换邮箱' },
    sent: '六位验证码已发送至 {to}，{time} 前有效。',
    sentIfKnown: '如果 {to} 有账号，六位验证码已发送，{time} 前有效。',
    willBeSent: '验证码将发送至 {to}。',
    registers: '没有账号时，验证后会自动注册。',
    prove: '验证身份',
    triesLeft:
      '验证码错误，请重新获取。 | 验证码错误，还可以试 1 次。 | 验证码错误，还可以试 {n} 次。',
  },
} as const
