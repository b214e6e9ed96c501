export default {
  banned: {
    until: '账号已被封禁，{time}解封。',
    untilLifted: '账号已被封禁，直到管理员解封。',
    reason: '原因：{reason}',
    noReason: '没有填写原因，可以向管理员了解。',
    reasonHint: '对方登录时会看到，审计记录中也有。',
  },
} as const
