export default {
  password: {
    title: '修改密码',
    lead: '修改后，其他设备会退出登录，本设备保持登录。',
    current: '当前密码',
    new: '新密码',
    submit: '修改密码',
    changed: '密码已修改，没有其他已登录的设备。',
    changedEnded: '密码已修改，{n} 台其他设备已退出登录。',
    again: '验证密码',
    againLead: '为确认是你本人操作，请再次输入密码。',
    goOn: '继续',
  },
} as const
