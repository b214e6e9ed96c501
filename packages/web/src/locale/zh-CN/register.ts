export default {
  register: {
    title: '注册',
    lead: '注册后会直接登录。',
    name: '名字',
    nameHint: '别人看到的名字，最多 64 个字符，以后可以修改。',
    submit: '注册',
    hasAccount: '已有账号？',
    closed: '这里暂未开放注册，请联系管理员开通账号。',
  },
} as const
