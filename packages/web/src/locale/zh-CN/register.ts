export default {
  register: {
    title: '注册',
    lead: '注册后会直接登录。',
    name: '昵称',
    nameHint: '别人怎么称呼你，最多 64 个字符，以后可以修改。',
    submit: '注册',
    byCode: '用验证码注册，无需密码',
    byCodeAlone: '这里用验证码注册账号。',
    hasAccount: '已有账号？',
    closed: '暂未开放注册，请联系管理员开通账号。',
  },
} as const
