export default {
  data: {
    title: '数据与注销',
    export: '下载我的数据',
    exportLead: '你的资料、登录设备和账号记录，保存为一个 JSON 文件。',
    exportSubmit: '下载',
    exported: '数据已下载。',
    delete: '注销账号',
    deleteLead: '注销后无法恢复。如需保留数据，请先下载。',
    losses: {
      profile: '手机号、昵称、简介和头像会被清除。',
      sessions: '所有设备会立即退出登录。',
      roles: '角色和等级会失去，重新注册得到的是新账号。',
    },
    kept: '账号的操作记录会保留，其中不含你的个人资料。',
    deleteOpen: '注销账号…',
    ask: '确定注销账号？',
    askLead: '账号会立即永久消失，任何人都无法恢复，管理员也不行。',
    typed: '请输入手机号的最后 {n} 位以继续',
    typedFault: '与手机号的最后几位不一致。',
    deleteSubmit: '永久注销',
  },
} as const
