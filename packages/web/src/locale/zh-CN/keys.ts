export default {
  keys: {
    title: '密钥',
    lead: '公钥格式的令牌用这些密钥签名，私钥不会离开服务器。',
    all: '签名密钥',
    refresh: '刷新',
    states: { next: '待启用', active: '使用中', retired: '已退役' },
    meanings: {
      next: '已公布，供验证方提前获取；尚未签发令牌。',
      active: '现在签发的令牌都用它签名。',
      retired: '不再签发；它签发的令牌到期前仍然有效。',
    },
    created: '创建于',
    begins: '开始签发',
    began: '签发始于',
    stops: '停止签发',
    stopped: '签发至',
    published: '供验证方使用的公钥：',
    rotate: '轮换',
    rotateTitle: '轮换签名密钥？',
    rotateLead:
      '下一把密钥公布满规定时间（默认一小时）后开始签发。之前的密钥签发的令牌到期前仍然有效，不会有用户因此退出登录。',
    immediately: '不等待，立即启用',
    immediatelyText: '其他服务的验证方在重新获取公钥之前，可能拒绝它签发的令牌。',
    rotated: '已安排签名密钥的轮换',
    rotatedNow: '已轮换签名密钥',
    revoke: '吊销',
    revokeTitle: '吊销这把密钥？',
    revokeLead:
      '用于密钥泄露的情况：它签发的令牌立即全部失效。会话不受影响，客户端会自动换取新令牌。此操作无法恢复。',
    revokeActive:
      '这是使用中的密钥：下一把会立即启用，其他服务的验证方在重新获取公钥之前，可能拒绝它签发的令牌。',
    revoked: '密钥 {kid} 已吊销',
    atOnce:
      '这把密钥未提前公布就开始签发：其他服务的验证方在重新获取公钥之前，可能拒绝它签发的令牌。',
    empty: '没有签名密钥',
    emptyText:
      '这台服务器既不签发也不接受公钥格式的令牌，所以没有签名密钥。如果其他服务要自行验证令牌，请使用这种格式：',
    emptyAccept: '或者继续签发其他格式，同时接受这种格式：',
  },
} as const
