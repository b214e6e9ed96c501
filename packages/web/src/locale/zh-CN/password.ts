export default {
  password: {
    title: '修改密码',
    lead: '修改后，其他设备会退出登录，本设备保持登录。',
    current: '当前密码',
    new: '新密码',
    submit: '修改密码',
    changed: '密码已修改，没有其他设备在登录。',
    changedEnded: '密码已修改，{n} 台其他设备已退出登录。',
    again: '请输入密码',
    againLead: '距离上次输入密码已有一段时间，这个操作只能由你本人进行。',
    goOn: '继续',
  },
} as const
